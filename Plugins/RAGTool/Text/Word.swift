/// A word of a text as it is indexed and searched.
struct Word: Sendable, Hashable {
    /// Lower-case, without marks, `d` for `đ`, English plurals in the singular: what is the same for who writes without marks.
    let folded: String
    /// With its marks, the tones at the end; nil: it has none.
    let exact: String?

    /// The words of a text in their order. No text has any other effect than its words: they hold letters, digits and marks.
    static func all(of text: some StringProtocol) -> [Word] {
        var reader = WordReader()
        for scalar in text.unicodeScalars { reader.take(scalar) }
        return reader.finished()
    }
}
