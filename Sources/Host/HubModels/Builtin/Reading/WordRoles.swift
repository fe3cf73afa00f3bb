/// What a word does in a sentence, apart from any domain.
struct WordRoles: OptionSet, Hashable, Sendable {
    let rawValue: Int

    /// Carries no content of its own.
    static let small = WordRoles(rawValue: 1)
    /// Asks or orders.
    static let request = WordRoles(rawValue: 2)
    /// Thanks, greets, agrees.
    static let courtesy = WordRoles(rawValue: 4)
    /// Ends a name that is written after its cue: `city Hanoi for March`.
    static let boundary = WordRoles(rawValue: 8)
}
