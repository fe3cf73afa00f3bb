/// Reads ECMA-262's regular expression grammar with the `u` flag. Nothing of other dialects is accepted.
///
/// One thing is wider than the grammar: any ASCII punctuation may be escaped (`\-`, `\@`), since it means the same in
/// every dialect and schemas in use are full of it.
struct PatternParser {
    static let maximumRepetitions = 100_000
    private static let maximumDepth = 64

    let source: [Unicode.Scalar]
    var position = 0
    private(set) var captureCount = 0
    private(set) var captureNames: [String: Int] = [:]
    private(set) var hasBackreferences = false
    private var greatestBackreference = 0
    private var depth = 0

    init(_ source: String) { self.source = Array(source.unicodeScalars) }

    mutating func parse() throws(PatternError) -> PatternTerm {
        let term = try parseDisjunction()
        if current == ")" { throw failure(.unmatchedParenthesis) }
        if greatestBackreference > captureCount { throw failure(.unknownGroupReference) }
        return term
    }

    var current: Unicode.Scalar? { position < source.count ? source[position] : nil }

    func failure(_ reason: PatternError.Reason) -> PatternError { PatternError(reason: reason, offset: position) }

    /// Moves over the text when it stands here.
    mutating func consume(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        guard source[position...].starts(with: scalars) else { return false }
        position += scalars.count
        return true
    }

    private mutating func parseDisjunction() throws(PatternError) -> PatternTerm {
        depth += 1
        if depth > Self.maximumDepth { throw failure(.tooDeep) }
        var alternatives = [try parseAlternative()]
        while consume("|") { alternatives.append(try parseAlternative()) }
        depth -= 1
        return alternatives.count == 1 ? alternatives[0] : .alternatives(alternatives)
    }

    private mutating func parseAlternative() throws(PatternError) -> PatternTerm {
        var terms: [PatternTerm] = []
        while let scalar = current, scalar != "|", scalar != ")" { terms.append(try parseTerm(scalar)) }
        switch terms.count {
        case 0: return .empty
        case 1: return terms[0]
        case _: return .sequence(terms)
        }
    }

    private mutating func parseTerm(_ scalar: Unicode.Scalar) throws(PatternError) -> PatternTerm {
        switch scalar {
        case "^":
            position += 1
            return .start
        case "$":
            position += 1
            return .end
        case "\\" where consume("\\b"): return .wordBoundary
        case "\\" where consume("\\B"): return .notWordBoundary
        case "(" where consume("(?="): return .look(.ahead, try parseGroupBody())
        case "(" where consume("(?!"): return .look(.notAhead, try parseGroupBody())
        case "(" where consume("(?<="): return .look(.behind, try parseGroupBody())
        case "(" where consume("(?<!"): return .look(.notBehind, try parseGroupBody())
        case _: return try parseRepetition()
        }
    }

    private mutating func parseRepetition() throws(PatternError) -> PatternTerm {
        let before = captureCount
        let term = try parseAtom()
        guard let bounds = try parseQuantifier() else { return term }
        let preference: PatternRepetition.Preference = consume("?") ? .lazy : .greedy
        return .repetition(
            PatternRepetition(
                term: term, minimum: bounds.minimum, maximum: bounds.maximum, preference: preference,
                captures: before..<captureCount))
    }

    private mutating func parseAtom() throws(PatternError) -> PatternTerm {
        guard let scalar = current else { throw failure(.nothingToRepeat) }
        switch scalar {
        case ".":
            position += 1
            return .set(ScalarSet(ScalarSet.Item.lineTerminators, polarity: .excluded))
        case "(": return try parseGroup()
        case "[":
            position += 1
            return .set(try parseClass())
        case "\\":
            position += 1
            return try parseAtomEscape()
        case "*", "+", "?": throw failure(.nothingToRepeat)
        case "]", "{", "}": throw failure(.loneBracket)
        case _:
            position += 1
            return .codePoint(scalar.value)
        }
    }

    private mutating func parseGroup() throws(PatternError) -> PatternTerm {
        if consume("(?:") { return try parseGroupBody() }
        if consume("(?<") {
            let name = try parseGroupName()
            if captureNames[name] != nil { throw failure(.duplicateGroupName) }
            captureNames[name] = captureCount + 1
        } else if consume("(?") {
            throw failure(.unknownGroup)
        } else {
            position += 1
        }
        captureCount += 1
        let number = captureCount
        return .capture(number, try parseGroupBody())
    }

    private mutating func parseGroupBody() throws(PatternError) -> PatternTerm {
        let term = try parseDisjunction()
        guard consume(")") else { throw failure(.unterminatedGroup) }
        return term
    }

    private mutating func parseQuantifier() throws(PatternError) -> (minimum: Int, maximum: Int?)? {
        if consume("*") { return (0, nil) }
        if consume("+") { return (1, nil) }
        if consume("?") { return (0, 1) }
        guard consume("{") else { return nil }
        guard let minimum = try parseNumber() else { throw failure(.loneBracket) }
        var maximum: Int? = minimum
        if consume(",") { maximum = try parseNumber() }
        guard consume("}") else { throw failure(.loneBracket) }
        if let maximum, maximum < minimum { throw failure(.quantifierOutOfOrder) }
        return (minimum, maximum)
    }

    private mutating func parseNumber() throws(PatternError) -> Int? {
        var number: Int?
        while let digit = current, ("0"..."9").contains(digit) {
            number = (number ?? 0) * 10 + Int(digit.value - 0x30)
            if number ?? 0 > Self.maximumRepetitions { throw failure(.quantifierTooLarge) }
            position += 1
        }
        return number
    }

    /// After `<`, up to and over `>`.
    private mutating func parseGroupName() throws(PatternError) -> String {
        var name = String.UnicodeScalarView()
        while let scalar = current, scalar != ">" {
            let isAllowed =
                scalar == "$" || scalar == "_"
                || (name.isEmpty ? scalar.properties.isIDStart : scalar.properties.isIDContinue)
            guard isAllowed else { throw failure(.invalidGroupName) }
            name.append(scalar)
            position += 1
        }
        guard !name.isEmpty, consume(">") else { throw failure(.invalidGroupName) }
        return String(name)
    }

    /// After the backslash.
    private mutating func parseAtomEscape() throws(PatternError) -> PatternTerm {
        if let digit = current, ("1"..."9").contains(digit) {
            guard let number = try parseNumber() else { throw failure(.invalidEscape) }
            greatestBackreference = max(greatestBackreference, number)
            hasBackreferences = true
            return .backreference(number)
        }
        if consume("k") {
            guard consume("<") else { throw failure(.invalidGroupName) }
            hasBackreferences = true
            return .namedBackreference(try parseGroupName())
        }
        if let items = try parseClassEscape() { return .set(ScalarSet(items)) }
        return .codePoint(try parseCharacterEscape())
    }
}
