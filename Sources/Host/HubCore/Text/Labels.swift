/// Words for people: a name in each language that an administrator gave.
package struct Label: Sendable, Hashable {
    package var texts: [Language: String]

    package init(_ texts: [Language: String] = [:]) { self.texts = texts }

    /// The text in the language, else in English, else in any.
    package func text(in language: Language) -> String? {
        texts[language] ?? texts[.english] ?? texts.values.min()
    }
}
