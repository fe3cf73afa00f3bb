import HubCore

/// Routes by the linear evidence that a message's words hold for each agent.
struct BuiltinRouter: AgentRouter {
    let agents: [String]
    let scanner: RoutingScanner
    let extractor: RoutingFeatureExtractor
    let model: RoutingModel
    let calibration: RoutingCalibration
    /// nil where there are many examples.
    let familiarity: RoutingFamiliarity?
    let seams = RoutingClauses()

    /// A clause speaks for an agent of its own when its evidence is so far above what a whole message needs.
    private static let clauseReserve: Float = 0.35
    private static let leastClauseScore: Float = -0.15
    private static let leastClauseLead: Float = 0.35
    /// Two such clauses are two questions only where each is clearly one agent's, and still heard in the whole.
    private static let leastQuestionLead: Float = 0.8
    private static let leastShareOfWhole: Float = -0.45
    /// Evidence for a known subject, and for none, that needs no other sign.
    private static let clearScore: Float = -0.1
    private static let overwhelmingScore: Float = 0.5
    /// Below this confidence, or with so small a lead, the best agent is a guess.
    private static let leastConfidence = 0.35
    private static let leastLead: Float = 0.05

    func route(_ message: String) -> RoutingVerdict {
        let text = scanner.scan(message)
        guard !agents.isEmpty, !text.words.isEmpty else { return RoutingVerdict(decision: .none, candidates: []) }
        let whole = evidence(in: text.words.indices, of: text)
        let claims = claims(in: text)
        let questions = claims.filter { claim in
            claim.evidence.lead > Self.leastQuestionLead
                && whole.scores[claim.agent] > Self.leastShareOfWhole
        }
        if questions.count > 1 { return RoutingVerdict(decision: .several, candidates: questions.map(\.candidate)) }
        let grade = grade(text.words.indices, of: text, whole)
        if grade == .known, isSure(whole) {
            return RoutingVerdict(decision: .agent, candidates: candidates(by: whole))
        }
        // A question wrapped in talk: the talk dilutes the whole, and one clause says it all.
        if let one = claims.first {
            return RoutingVerdict(decision: .agent, candidates: candidates(by: one.evidence))
        }
        if grade == .strange || whole.bestScore <= calibration.noneScore {
            return RoutingVerdict(decision: .none, candidates: [])
        }
        var candidates = candidates(by: whole)
        if case .doubtful(let share) = grade {
            for position in candidates.indices { candidates[position].confidence *= share }
        }
        return RoutingVerdict(decision: .unsure, candidates: candidates)
    }

    private func grade(_ words: Range<Int>, of text: RoutingText, _ evidence: RoutingEvidence)
        -> RoutingFamiliarity.Grade
    {
        let grade = familiarity?.grade(words, of: text, for: evidence.best) ?? .known
        // Evidence this clear outweighs a few unknown words.
        switch grade {
        case .known: return .known
        case .doubtful: return evidence.bestScore >= Self.clearScore ? .known : grade
        case .strange: return evidence.bestScore >= Self.overwhelmingScore ? .known : grade
        }
    }

    private func isSure(_ evidence: RoutingEvidence) -> Bool {
        evidence.bestScore > calibration.sureScore && evidence.lead >= Self.leastLead
            && calibration.curve.probability(score: evidence.bestScore, lead: evidence.lead) >= Self.leastConfidence
    }

    private func evidence(in words: Range<Int>, of text: RoutingText) -> RoutingEvidence {
        model.evidence(in: extractor.features(of: words, in: text))
    }

    /// What a clause says of one agent.
    private struct Claim {
        var candidate: RoutingVerdict.Candidate
        var agent: Int
        var evidence: RoutingEvidence
    }

    /// The agents that clauses clearly speak for, each with its clearest clause; the surest first.
    private func claims(in text: RoutingText) -> [Claim] {
        let clauses = seams.clauses(of: text)
        guard clauses.count > 1 else { return [] }
        let enough = max(calibration.sureScore + Self.clauseReserve, Self.leastClauseScore)
        var claims: [Claim] = []
        for clause in clauses {
            let evidence = evidence(in: clause, of: text)
            guard evidence.bestScore > enough, evidence.lead > Self.leastClauseLead,
                text.words[clause].contains(where: { $0.kind == .content }),
                grade(clause, of: text, evidence) == .known
            else { continue }
            let confidence = calibration.curve.probability(score: evidence.bestScore, lead: evidence.lead)
            let candidate = RoutingVerdict.Candidate(agent: agents[evidence.best], confidence: confidence)
            let claim = Claim(candidate: candidate, agent: evidence.best, evidence: evidence)
            if let earlier = claims.firstIndex(where: { $0.agent == claim.agent }) {
                if claims[earlier].candidate.confidence < confidence { claims[earlier] = claim }
            } else {
                claims.append(claim)
            }
        }
        return claims.sorted { left, right in
            (right.candidate.confidence, left.agent) < (left.candidate.confidence, right.agent)
        }
    }

    /// All agents, most likely first; what the best leaves is shared by the others according to their evidence.
    private func candidates(by evidence: RoutingEvidence) -> [RoutingVerdict.Candidate] {
        let confidence = calibration.curve.probability(score: evidence.bestScore, lead: evidence.lead)
        // Nobody takes part in the sharing, with the evidence that is just not enough.
        var total = RoutingMath.exponential(Self.sharpness * Double(calibration.sureScore))
        var shares = [Double](repeating: 0, count: agents.count)
        for (agent, score) in evidence.scores.enumerated() where agent != evidence.best {
            shares[agent] = RoutingMath.exponential(Self.sharpness * Double(score))
            total += shares[agent]
        }
        let scale = (1 - confidence) / total
        var candidates: [RoutingVerdict.Candidate] = []
        candidates.reserveCapacity(agents.count)
        for (agent, share) in shares.enumerated() {
            let own = agent == evidence.best ? confidence : min(share * scale, confidence)
            candidates.append(RoutingVerdict.Candidate(agent: agents[agent], confidence: own))
        }
        candidates.swapAt(0, evidence.best)
        candidates[1...].sort { ($1.confidence, $0.agent) < ($0.confidence, $1.agent) }
        return candidates
    }

    private static let sharpness = 3.0
}
