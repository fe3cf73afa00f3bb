import HubCore

/// The supervisor's question which of several agents is to answer first, when it was the last thing said.
struct Offer: Sendable {
    enum Choice: Sendable {
        case one(AgentSnapshot)
        /// More than one turn can answer.
        case all
    }

    private static let longestChoice = 6
    private static let leastStem = 4

    /// In the order in which they were named.
    let agents: [AgentSnapshot]
    /// What the user had asked all of them.
    let question: String

    init?(_ window: ConversationWindow, _ snapshot: TenantSnapshot) {
        var agents: [AgentSnapshot] = []
        var question: String?
        var rest = window.messages[...]
        // Asked again, it is still about the same question.
        while let answer = rest.popLast(), answer.role == .assistant, answer.agent == nil,
            let offered = Self.offered(answer.text, snapshot), let asked = rest.popLast(), asked.role == .user
        {
            if agents.isEmpty { agents = offered }
            guard agents.map(\.name) == offered.map(\.name) else { break }
            question = asked.text
        }
        guard let question else { return nil }
        self.agents = agents
        self.question = question
    }

    /// The agents that a text of the supervisor's offers; nil where it says something else.
    private static func offered(_ text: String, _ snapshot: TenantSnapshot) -> [AgentSnapshot]? {
        for language in Language.allCases {
            let phrases = Phrasebook(language: language)
            let places = snapshot.agents.compactMap { agent in
                text.firstRange(of: agent.title(in: language)).map { (agent: agent, range: $0) }
            }
            // One agent's title may stand within another's.
            let named = places.filter { place in
                !places.contains {
                    $0.range != place.range && $0.range.lowerBound <= place.range.lowerBound
                        && $0.range.upperBound >= place.range.upperBound
                }
            }
            let agents = named.sorted { $0.range.lowerBound < $1.range.lowerBound }.map { $0.agent }
            let titles = agents.map { $0.title(in: language) }
            if agents.count > 1, text == phrases.several(titles) || text == phrases.oneAtATime(titles) { return agents }
        }
        return nil
    }

    /// nil where the message is no answer to the offer; `verdict` is the local router's on it.
    func choice(_ message: MessageWords, _ verdict: RoutingVerdict) -> Choice? {
        guard (1...Self.longestChoice).contains(message.words.count) else { return nil }
        let words = message.words.map(\.folded).filter { !Self.fillers.contains($0) }
        let text = words.joined(separator: " ")
        if Self.everything.contains(text) { return .all }
        if let position = Self.ordinals[text], agents.indices.contains(position) { return .one(agents[position]) }
        if Self.lasts.contains(text) { return agents.last.map { .one($0) } }
        let subject = words.filter { !Self.order.contains($0) }
        let named = agents.filter { Self.names($0, subject) }
        if named.count == 1 { return .one(named[0]) }
        let holdsValue = message.words.contains { !$0.isPlain }
        if verdict.decision == .agent, !holdsValue,
            let agent = agents.first(where: { $0.name == verdict.candidates.first?.agent })
        {
            return .one(agent)
        }
        return nil
    }

    /// Whether the words are of the agent's name, or of what people call it.
    private static func names(_ agent: AgentSnapshot, _ words: [String]) -> Bool {
        guard !words.isEmpty else { return false }
        var names = Language.allCases.map { MessageWords(agent.title(in: $0)).words.map(\.folded) }
        names.append([TextFolding.fold(agent.name)])
        names.append(agent.intent.split(separator: "_").map { String($0) })
        return names.contains { name in words.allSatisfy { word in name.contains { isSame($0, word) } } }
    }

    /// The same word, or its plural.
    private static func isSame(_ left: String, _ right: String) -> Bool {
        if left == right { return true }
        let (short, long) = left.utf8.count < right.utf8.count ? (left, right) : (right, left)
        return short.utf8.count >= leastStem && long.hasPrefix(short) && long.utf8.count - short.utf8.count <= 2
    }

    private static let fillers: Set<String> = [
        "the", "one", "ones", "please", "answer", "show", "me", "of", "them", "ok", "yes", "cai", "viec", "cau",
        "so", "thu", "cho", "toi", "xem", "di", "nhe", "nha", "a", "luon", "hoi", "vang", "da",
    ]
    private static let order: Set<String> = ["first", "truoc", "tien", "dau", "then"]
    private static let everything: Set<String> = [
        "both", "all", "everything", "ca hai", "ca", "tat ca", "ca 2", "both first", "ca ba", "all three", "all two",
    ]
    private static let ordinals = [
        "first": 0, "1": 0, "1st": 0, "dau tien": 0, "dau": 0, "nhat": 0, "mot": 0, "truoc": 0, "first first": 0,
        "second": 1, "2": 1, "2nd": 1, "hai": 1, "nhi": 1, "third": 2, "3": 2, "3rd": 2, "ba": 2, "fourth": 3,
        "4": 3, "tu": 3,
    ]
    private static let lasts: Set<String> = ["last", "cuoi", "cuoi cung", "latter", "sau"]
}
