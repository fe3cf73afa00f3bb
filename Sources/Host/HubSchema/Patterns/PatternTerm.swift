/// A regular expression's syntax tree.
indirect enum PatternTerm: Sendable {
    case empty
    /// One code point. A surrogate's never matches, since a JSON text is valid Unicode.
    case codePoint(UInt32)
    case set(ScalarSet)
    case sequence([PatternTerm])
    case alternatives([PatternTerm])
    case repetition(PatternRepetition)
    case capture(Int, PatternTerm)
    case backreference(Int)
    case namedBackreference(String)
    case start
    case end
    case wordBoundary
    case notWordBoundary
    case look(PatternLook, PatternTerm)
}

/// A quantified term.
struct PatternRepetition: Sendable {
    enum Preference: Sendable {
        case greedy
        case lazy
    }

    var term: PatternTerm
    var minimum: Int
    /// nil: without end.
    var maximum: Int?
    var preference: Preference
    /// The capturing groups inside, which each round starts without.
    var captures: Range<Int>
}

enum PatternLook: Sendable {
    case ahead
    case notAhead
    case behind
    case notBehind
}

extension PatternTerm {
    /// Whether the term can match without consuming anything. True where it is not known.
    var canBeEmpty: Bool {
        switch self {
        case .codePoint, .set: false
        case .empty, .start, .end, .wordBoundary, .notWordBoundary, .look, .backreference, .namedBackreference: true
        case .sequence(let terms): terms.allSatisfy(\.canBeEmpty)
        case .alternatives(let terms): terms.contains(where: \.canBeEmpty)
        case .repetition(let repetition): repetition.minimum == 0 || repetition.term.canBeEmpty
        case .capture(_, let term): term.canBeEmpty
        }
    }

    /// Whether the term matches at the text's start only.
    var isAnchored: Bool {
        switch self {
        case .start: true
        case .sequence(let terms): terms.first?.isAnchored ?? false
        case .alternatives(let terms): terms.allSatisfy(\.isAnchored)
        case .capture(_, let term): term.isAnchored
        case .repetition(let repetition): repetition.minimum > 0 && repetition.term.isAnchored
        case .empty, .codePoint, .set, .backreference, .namedBackreference, .end, .wordBoundary, .notWordBoundary,
            .look:
            false
        }
    }

    /// The set of a term that always consumes exactly one code point.
    var singleSet: ScalarSet? {
        switch self {
        case .codePoint(let value): ScalarSet([.range(value...value)])
        case .set(let set): set
        case .empty, .sequence, .alternatives, .repetition, .capture, .backreference, .namedBackreference, .start,
            .end, .wordBoundary, .notWordBoundary, .look:
            nil
        }
    }
}
