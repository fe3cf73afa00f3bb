import HubCore

/// What a message does that asks nothing.
enum SmallTalk: Sendable {
    case greeting
    case thanks
    case farewell
    /// "No", "never mind".
    case declined

    private static let longest = 6

    /// nil for a message with any word beyond such talk.
    init?(_ message: MessageWords) {
        // "Nợ" is not "no": the words of refusal count as they are written.
        let words = message.words.map { $0.folded == "no" && $0.vietnamese != .none ? $0.text : $0.folded }
        guard (1...Self.longest).contains(words.count),
            words.allSatisfy({ Self.core[$0] != nil || Self.fillers.contains($0) })
        else { return nil }
        // "Hello and thanks" thanks; "thanks, bye" takes leave.
        let kinds = words.compactMap { Self.core[$0] }
        if kinds.contains(.farewell) {
            self = .farewell
        } else if kinds.contains(.thanks) {
            self = .thanks
        } else if kinds.contains(.declined) {
            self = .declined
        } else if kinds.contains(.greeting) {
            self = .greeting
        } else {
            return nil
        }
    }

    private static let core: [String: SmallTalk] = [
        "hello": .greeting, "hi": .greeting, "hey": .greeting, "morning": .greeting, "afternoon": .greeting,
        "evening": .greeting, "greetings": .greeting, "help": .greeting, "chao": .greeting, "alo": .greeting,
        "thanks": .thanks, "thank": .thanks, "ok": .thanks, "okay": .thanks, "cam": .thanks, "bye": .farewell,
        "goodbye": .farewell, "biet": .farewell, "no": .declined,
        "nope": .declined, "cancel": .declined, "stop": .declined, "never": .declined, "nevermind": .declined,
        "forget": .declined, "khong": .declined, "thoi": .declined, "khoi": .declined, "huy": .declined,
    ]

    private static let fillers: Set<String> = [
        "good", "you", "there", "very", "much", "so", "a", "lot", "dear", "team", "everyone", "please", "me",
        "problem", "need", "mind", "it", "that", "that's", "all", "worries", "sao", "can", "dau", "bo", "qua",
        "and", "now", "for", "your", "xin", "ban", "anh", "chi", "em", "oi", "nhe", "nha", "on", "nhieu", "moi",
        "nguoi", "buoi", "sang", "chieu", "toi", "rat", "vang", "da", "tam", "cac", "admin", "bot",
    ]
}
