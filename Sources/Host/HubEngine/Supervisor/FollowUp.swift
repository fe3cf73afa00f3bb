import HubCore

/// Whether a message continues what was spoken of, by its own words.
enum FollowUp {
    private static let shortLength = 3

    /// It opens as a continuation does ("and", "what about", "còn"), or speaks of something by a pronoun ("their").
    static func refersBack(_ message: MessageWords) -> Bool {
        let text = " " + message.folded + " "
        return openings.contains { text.hasPrefix(" " + $0) } || phrases.contains { text.contains($0) }
            || message.words.contains {
                pronouns.contains($0.folded) || markedPronouns.contains($0.text.lowercased())
            }
    }

    /// So few words that alone they say little.
    static func isShort(_ message: MessageWords) -> Bool { message.words.count <= shortLength }

    /// It carries a value that one of the agent's tools recognisably takes.
    static func fits(_ message: MessageWords, _ agent: AgentSnapshot) -> Bool {
        message.tokens.contains { agent.recognises($0) }
    }

    private static let openings = [
        "and ", "what about ", "how about ", "also ", "plus ", "same for ", "the same for ", "what of ",
        "con ", "the con ", "vay ", "the thi ", "va ", "roi ", "tuong tu ",
    ]

    private static let pronouns: Set<String> = [
        "their", "theirs", "them", "they", "its", "it", "his", "her", "hers", "him", "he", "she", "that", "those",
        "these", "nay", "ho", "ay",
    ]

    /// Vietnamese pronouns that are other words without their diacritics.
    private static let markedPronouns: Set<String> = ["nó", "đó", "đấy", "kia"]

    private static let phrases = [" cua no ", " cai do ", " nguoi do ", " ben do ", " cai nay ", " vay con "]
}
