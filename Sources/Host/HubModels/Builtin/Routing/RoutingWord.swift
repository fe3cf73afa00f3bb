/// One word of a text as the router sees it.
struct RoutingWord: Sendable {
    enum Kind: Sendable, Hashable {
        /// Carries meaning.
        case content
        /// An article, a pronoun, a question word: says little of the subject.
        case function
        /// Digits only; the value is the class of their count.
        case number(UInt8)
        /// Letters with digits (`QK77`), or the letters before them (`SKU` of `SKU-12345`).
        case code
    }

    /// What stands between the word before and this one.
    enum Boundary: Sendable, Hashable {
        case none
        /// A comma, a full stop or another mark that may end a clause.
        case clause
    }

    var kind: Kind
    var boundary: Boundary
    /// Its folded letters in the text's `letters`.
    var letters: Range<Int>
    /// Of the folded letters.
    var identity: UInt64
    /// Of the letters with their marks; equal to `identity` where there are none.
    var spelling: UInt64

    /// Capitalised inside a clause.
    var isName: Bool

    var isMarked: Bool { spelling != identity }

    /// What stands for the word in features: codes and numbers by their shape, since their values are without number.
    var token: UInt64 {
        switch kind {
        case .content, .function: identity
        case .number(let size): 0x6E75_6D62_0000_0000 | UInt64(size)
        case .code: 0x636F_6465_0000_0000
        }
    }
}
