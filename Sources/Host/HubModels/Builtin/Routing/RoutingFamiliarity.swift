/// How much of a message a tenant's few rows know, beside how much they have never seen.
///
/// With a handful of examples, one shared word or letter group can carry a message about anything to some agent. What
/// a message is about must then be known, and not be outweighed by what is not.
struct RoutingFamiliarity: Sendable {
    enum Grade: Sendable, Equatable {
        /// Its subject is known.
        case known
        /// What is known is outweighed; the share of the evidence that is left.
        case doubtful(Double)
        /// It speaks of something else, or of nothing.
        case strange
    }

    /// With more examples than this, the evidence alone tells.
    private static let manyExamples = 400
    /// A subject of so many of its agent's rows needs no company to be recognised.
    private static let manyRows = 5
    private static let half = 0.5
    /// What a known subject must weigh beside what is unknown.
    private static let balance = 0.75
    /// Of a word's letter groups, so many make it kin of a known one.
    private static let kinship = 0.5
    private static let leastLetters = 5
    /// Digits of a number that may be someone's; fewer are an amount or a sum.
    private static let leastNumberSize: UInt8 = 4

    private let extractor: RoutingFeatureExtractor
    private let generic: Set<UInt64>
    private var words: [UInt64: Use] = [:]
    /// A word is an agent's own when so much of its use is that agent's; less where more agents share the use.
    private let ownShare: Double
    private var traits: Set<UInt64> = []

    /// How many rows say a content word, for each agent.
    private struct Use: Sendable {
        var rows: [Int: Int] = [:]

        func isOwn(of agent: Int, share: Double) -> Bool {
            Double(rows[agent] ?? 0) >= share * Double(rows.values.reduce(0, +))
        }
    }

    /// nil where there are many examples.
    init?(_ corpus: RoutingCorpus) {
        guard corpus.exampleCount <= Self.manyExamples else { return nil }
        extractor = corpus.extractor
        ownShare = 0.35 + 0.5 / Double(max(1, corpus.agentCount))
        generic = RoutingFunctionWords.genericWords
        for row in corpus.rows {
            for feature in row.features {
                switch feature.kind {
                case .word where feature.weight == 1:
                    words[feature.hash, default: Use()].rows[row.agent, default: 0] += 1
                case .trait where feature.weight >= extractor.letterGroupWeight: traits.insert(feature.hash)
                case .word, .trait, .literal: break
                }
            }
        }
    }

    func grade(_ words: Range<Int>, of text: RoutingText, for agent: Int) -> Grade {
        var support = 0.0
        var novelty = 0.0
        var hasSubject = false
        var hasContent = false
        var hasValue = false
        for position in words {
            let word = text.words[position]
            switch word.kind {
            case .function: continue
            case .code: hasValue = true
            case .number(let size): if size >= Self.leastNumberSize { hasValue = true }
            case .content:
                hasContent = true
                let isGeneric = generic.contains(word.identity)
                guard let use = self.words[word.identity] else {
                    if isGeneric { continue }
                    if isKin(position, of: text) {
                        support += Self.half
                    } else {
                        novelty += word.isName ? Self.half : 1
                    }
                    continue
                }
                let isSubject =
                    !isGeneric && isSpelledSo(word) && use.isOwn(of: agent, share: ownShare)
                    && (use.rows[agent] ?? 0 >= Self.manyRows || !isStraySyllable(position, words, text))
                hasSubject = hasSubject || isSubject
                support += isSubject ? 1 : Self.half
            }
        }
        if !hasContent { return hasValue ? .known : .strange }
        if novelty == 0 { return .known }
        if !hasSubject { return hasValue ? .doubtful(Self.half) : .strange }
        return support >= Self.balance * novelty ? .known : .doubtful(support / novelty)
    }

    /// With its marks a word is another word than the one of the same letters.
    private func isSpelledSo(_ word: RoutingWord) -> Bool {
        !word.isMarked || traits.contains(RoutingFeatureExtractor.spelling(word))
    }

    /// A Vietnamese word is often two syllables: one that stands beside an unknown one, and in no known company, may
    /// well be half of another word.
    private func isStraySyllable(_ position: Int, _ words: Range<Int>, _ text: RoutingText) -> Bool {
        guard text.isVietnamese else { return false }
        let word = text.words[position]
        var hasUnknownNeighbour = false
        for neighbour in [position - 1, position + 1] where words.contains(neighbour) {
            let other = text.words[neighbour]
            let pair =
                neighbour < position
                ? RoutingFeatureExtractor.pair(other, word) : RoutingFeatureExtractor.pair(word, other)
            if other.kind != .function, traits.contains(pair) { return false }
            if other.kind == .content, !other.isName, self.words[other.identity] == nil,
                !generic.contains(other.identity)
            {
                hasUnknownNeighbour = true
            }
        }
        return hasUnknownNeighbour
    }

    /// Another form of a known word: "deliveries" beside "delivery".
    private func isKin(_ position: Int, of text: RoutingText) -> Bool {
        guard text.words[position].letters.count >= Self.leastLetters else { return false }
        let groups = extractor.features(of: position..<position + 1, in: text).filter { $0.kind == .trait }
        let known = groups.count { traits.contains($0.hash) }
        return Double(known) >= Self.kinship * Double(groups.count)
    }
}
