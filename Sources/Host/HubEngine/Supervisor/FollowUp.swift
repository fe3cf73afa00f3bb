import HubCore

/// Whether a message continues what was spoken of, by its own words.
enum FollowUp {
    private static let shortLength = 3
    /// Longer messages say more than a value; they are not looked through for one.
    private static let longestValue = 12

    /// It opens as a continuation does ("and", "what about", "còn"), or speaks of something by a pronoun ("their").
    static func refersBack(_ message: MessageWords) -> Bool {
        let text = " " + message.folded + " "
        return openings.contains { text.hasPrefix(" " + $0) } || phrases.contains { text.contains($0) }
            || message.words.indices.contains { position in
                let word = message.words[position]
                // "Hôm nay" and "tháng này" are times.
                let isTime = word.folded == "nay" && position > 0 && times.contains(message.words[position - 1].folded)
                return !isTime && pronouns.contains(word.folded) || markedPronouns.contains(word.text.lowercased())
            }
    }

    /// It gives a value that one of the agent's tools recognisably takes, and says nothing that is not the agent's:
    /// "what about 17?", or a bare answer to what the agent asked.
    static func isValue(_ message: MessageWords, of agent: AgentSnapshot) -> Bool {
        guard message.words.count <= longestValue, fits(message, agent) else { return false }
        let values = message.tokens.filter { agent.recognises($0) }.flatMap { MessageWords($0).words.map(\.folded) }
        return message.words.allSatisfy { word in
            values.contains(word.folded) || isFrame(word) || agent.words.contains(word.text.lowercased())
        }
    }

    private static func isFrame(_ word: MessageWords.Word) -> Bool {
        if frame.contains(word.folded) || FunctionWords.vietnamese.contains(word.folded) { return true }
        // Untoned, "no" is as likely a Vietnamese word of another meaning.
        return word.vietnamese == .none && word.folded != "no" && FunctionWords.english[word.folded] != nil
    }

    private static let frame: Set<String> = ["the", "thi", "con", "vay", "sao", "a", "day"]
    private static let times: Set<String> = ["hom", "ngay", "tuan", "thang", "nam", "quy", "luc", "sang", "toi", "bua"]

    /// So few words that alone they say little.
    static func isShort(_ message: MessageWords) -> Bool { message.words.count <= shortLength }

    /// It is a question of its own, and no answer to one.
    static func asks(_ message: MessageWords) -> Bool {
        let text = " " + message.folded + " "
        return questionOpenings.contains { text.hasPrefix($0) } || questions.contains { text.contains($0) }
    }

    private static let questionOpenings = [
        " who ", " whos ", " who's ", " what ", " what's ", " whats ", " where ", " when ", " why ", " how ",
        " which ", " is there ", " are there ", " do you ", " can you ", " ai ",
    ]
    private static let questions = [
        " bao nhieu ", " the nao ", " khi nao ", " o dau ", " la gi ", " tai sao ", " vi sao ", " bao gio ",
    ]

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
