import HubCore

/// Messages that greet, thank or take leave, and ask nothing.
enum SmallTalk {
    private static let longest = 6

    static func isAll(of message: MessageWords) -> Bool {
        let words = message.words.map(\.folded)
        return (1...longest).contains(words.count) && words.contains(where: core.contains)
            && words.allSatisfy { core.contains($0) || fillers.contains($0) }
    }

    private static let core: Set<String> = [
        "hello", "hi", "hey", "morning", "afternoon", "evening", "thanks", "thank", "bye", "goodbye", "ok", "okay",
        "chao", "cam", "help", "alo", "greetings",
    ]

    private static let fillers: Set<String> = [
        "good", "you", "there", "very", "much", "so", "a", "lot", "dear", "team", "all", "everyone", "please", "me",
        "xin", "ban", "anh", "chi", "em", "oi", "nhe", "nha", "on", "nhieu", "moi", "nguoi", "buoi", "sang", "chieu",
        "toi", "rat", "vang", "da", "tam", "biet", "cac", "ad", "admin", "bot",
    ]
}
