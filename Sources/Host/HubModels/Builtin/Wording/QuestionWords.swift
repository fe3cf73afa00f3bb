import HubCore

/// The words of a question that say what it is about, and how much of them another text has.
struct QuestionWords: Sendable {
    /// Folded, without English endings.
    let stems: Set<String>

    init(_ question: String, language: Language) {
        stems = Self.stems(of: question, language: language).subtracting(Self.speech)
    }

    /// Words that ask what a text says, whatever it is about.
    private static let speech: Set<String> = [
        "say", "said", "mention", "state", "write", "written", "contain", "describe", "explain", "noi", "ghi", "viet",
        "neu",
    ]

    /// Of a text's words those that are about something.
    static func stems(of text: String, language: Language? = nil) -> Set<String> {
        Set(
            Utterance(text, language: language).words.filter { !$0.isSmall && !$0.roles.contains(.courtesy) }.map(
                \.stem))
    }

    /// Of a text in any language: those of the question's words that stand in it.
    func found(in text: String) -> Set<String> {
        stems.intersection(Utterance(text).words.map(\.stem))
    }
}
