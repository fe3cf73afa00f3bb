/// A lexical element of SQL, with what it means and without how it was written: comments are gone, escapes are resolved.
struct Token: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// A bare word, in lower case: a keyword or a name.
        case word(String)
        /// A name in double quotes: never a keyword.
        case quoted(String)
        case string(String)
        case number(String)
        /// `:name`.
        case parameter(String)
        /// A run of operator characters.
        case symbol(String)
        /// One of `( ) [ ] , . ; :` and `::`.
        case mark(String)
        case end
    }

    let kind: Kind
    /// Where it begins, in Unicode scalars.
    let offset: Int

    /// For messages.
    var description: String {
        switch kind {
        case .word(let text), .symbol(let text), .mark(let text), .number(let text): text
        case .quoted(let text): "\"\(text)\""
        case .string: "a string"
        case .parameter(let name): ":\(name)"
        case .end: "the end"
        }
    }
}
