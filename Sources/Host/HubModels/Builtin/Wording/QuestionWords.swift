import HubCore

/// The words of a question that say what it is about, and how much of them another text has.
struct QuestionWords: Sendable {
    /// Folded, without English endings.
    let stems: Set<String>

    init(_ question: String, language: Language) {
        stems = Self.stems(of: question, language: language)
    }

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
