/// What evidence is worth: learned from examples that a model of the other examples judges.
struct RoutingCalibration: Sendable {
    /// Evidence above this is enough to act on.
    let sureScore: Float
    /// Evidence up to this is none.
    let noneScore: Float = -0.65
    let curve: ConfidenceCurve

    /// Of one's own kind of question, so many may be taken for a stranger's.
    private static let refusedShare = 0.015
    /// Where few examples can tell. Fitted on simulated tenants of two to ten agents with four to fifteen examples.
    private static let usualSureScore: Float = -0.5
    /// How many examples weigh as much as what is usual.
    private static let usualWeight: Float = 200
    private static let sureScores: ClosedRange<Float> = -0.52...0
    private static let manyExamples = 2_000

    init(crossValidating corpus: RoutingCorpus) {
        let samples = Self.samples(of: corpus)
        curve = ConfidenceCurve(fitting: samples)
        let count = Float(corpus.exampleCount)
        let scores = samples.map(\.score).sorted()
        guard !scores.isEmpty else {
            sureScore = Self.usualSureScore
            return
        }
        let quantile = scores[Int(Double(scores.count) * Self.refusedShare)]
        let blend = (Self.usualWeight * Self.usualSureScore + count * quantile) / (Self.usualWeight + count)
        sureScore = min(max(blend, Self.sureScores.lowerBound), Self.sureScores.upperBound)
    }

    /// Judges every example by a model that has not seen it.
    private static func samples(of corpus: RoutingCorpus) -> [ConfidenceCurve.Sample] {
        let foldCount = corpus.exampleCount >= manyExamples ? 4 : 8
        var samples: [ConfidenceCurve.Sample] = []
        samples.reserveCapacity(corpus.rows.count)
        for fold in 0..<foldCount {
            var seen: [Int] = []
            var unseen: [Int] = []
            seen.reserveCapacity(corpus.rows.count)
            for (position, row) in corpus.rows.enumerated() {
                if case .example(let number) = row.origin, number % foldCount == fold {
                    unseen.append(position)
                } else {
                    seen.append(position)
                }
            }
            guard !unseen.isEmpty else { continue }
            let model = RoutingModel(corpus, rows: seen)
            for position in unseen {
                let evidence = model.evidence(in: corpus.rows[position].features)
                samples.append(
                    ConfidenceCurve.Sample(
                        score: evidence.bestScore, lead: evidence.lead,
                        outcome: evidence.best == corpus.rows[position].agent ? .right : .wrong))
            }
        }
        return samples
    }
}
