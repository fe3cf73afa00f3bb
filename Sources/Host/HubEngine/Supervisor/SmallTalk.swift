import HubCore

/// What a message does that asks nothing.
enum SmallTalk: Sendable {
    case greeting
    case thanks
    case farewell

    private static let longest = 6

    /// nil for a message with any word beyond such talk.
    init?(_ message: MessageWords) {
        let words = message.words.map(\.folded)
        guard (1...Self.longest).contains(words.count),
            words.allSatisfy({ Self.core[$0] != nil || Self.fillers.contains($0) })
        else { return nil }
        // "Hello and thanks" thanks; "thanks, bye" takes leave.
        let kinds = words.compactMap { Self.core[$0] }
        if kinds.contains(.farewell) {
            self = .farewell
        } else if kinds.contains(.thanks) {
            self = .thanks
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
        "goodbye": .farewell, "biet": .farewell,
    ]

    private static let fillers: Set<String> = [
        "good", "you", "there", "very", "much", "so", "a", "lot", "dear", "team", "all", "everyone", "please", "me",
        "and", "now", "for", "your", "xin", "ban", "anh", "chi", "em", "oi", "nhe", "nha", "on", "nhieu", "moi",
        "nguoi", "buoi", "sang", "chieu", "toi", "rat", "vang", "da", "tam", "cac", "admin", "bot",
    ]
}
