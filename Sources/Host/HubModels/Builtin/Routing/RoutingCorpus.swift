import HubCore

/// What the profiles say, as rows of features with the agent that each belongs to.
struct RoutingCorpus: Sendable {
    /// Where a row comes from: only examples are utterances, and only they can judge the router.
    enum Origin: Sendable, Hashable {
        case description
        /// The number of the example among its agent's; its copy without diacritics has the same.
        case example(Int)
    }

    struct Row: Sendable {
        var features: [RoutingFeature]
        var agent: Int
        var origin: Origin
    }

    let agentCount: Int
    let exampleCount: Int
    let scanner: RoutingScanner
    let extractor: RoutingFeatureExtractor
    private(set) var rows: [Row] = []

    init(_ profiles: [RoutingProfile]) {
        agentCount = profiles.count
        exampleCount = profiles.reduce(0) { $0 + $1.examples.count }
        extractor = RoutingFeatureExtractor(exampleCount: exampleCount)
        var scanner = RoutingScanner(letters: RoutingLetters(), functionWords: RoutingFunctionWords())
        for profile in profiles {
            for text in Self.texts(of: profile) where TextFolding.hasVietnameseLetters(text.text) {
                scanner.functionWords.learn(from: scanner.scan(text.text))
            }
        }
        self.scanner = scanner
        rows.reserveCapacity(exampleCount + profiles.count * 8)
        for (agent, profile) in profiles.enumerated() {
            for text in Self.texts(of: profile) { append(text.text, of: agent, text.origin) }
        }
    }

    private mutating func append(_ text: String, of agent: Int, _ origin: Origin) {
        let scanned = scanner.scan(text)
        guard !scanned.words.isEmpty else { return }
        let features = extractor.features(of: scanned.words.indices, in: scanned)
        rows.append(Row(features: features, agent: agent, origin: origin))
        guard TextFolding.hasVietnameseLetters(text) else { return }
        // People also write Vietnamese without diacritics, and then other words look like function words.
        let plain = scanner.scan(TextFolding.fold(text))
        let plainFeatures = extractor.features(of: plain.words.indices, in: plain).filter { $0.kind != .literal }
        rows.append(Row(features: plainFeatures, agent: agent, origin: origin))
    }

    /// The texts of a profile: each example, name, label and phrase of its tools, and the description by clauses.
    private static func texts(of profile: RoutingProfile) -> [(text: String, origin: Origin)] {
        var texts: [(text: String, origin: Origin)] = []
        for (number, example) in profile.examples.enumerated() { texts.append((example, .example(number))) }
        for text in [profile.agent] + profile.labels + profile.vocabulary { texts.append((text, .description)) }
        for clause in profile.description.split(whereSeparator: { ":;.,\n".contains($0) }) {
            texts.append((String(clause), .description))
        }
        return texts
    }
}
