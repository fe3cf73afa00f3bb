/// Reads tokens as one SELECT and writes it anew while it reads.
///
/// What the server gets is made here: every name is written in quotes, every function of PostgreSQL's with its schema, every
/// literal afresh, and every bare word is one that this grammar expects at that place. So a text that this reader takes for
/// something else than the server would has no way to the server; what remains of it is what this reader understood.
/// What it does not know is refused.
struct StatementParser {
    /// Of queries and expressions in one another.
    static let maximumDepth = 40
    /// Tokens looked at, since a bracket may be tried as a query and then as an expression: five times what a statement may have,
    /// so that one that is refused is refused at once.
    static let maximumSteps = 20_000

    let dialect: Dialect
    let functions: FunctionList
    let tokens: [Token]
    var place = 0
    var steps = 0
    var depth = 0
    var pieces: [StatementPiece] = []
    var relations: [RelationReference] = []
    var fields: Set<String> = []
    /// Names of the WITH queries that can be seen here.
    var visibleQueries: Set<String> = []
    /// Names of all WITH queries, so that a name is never a query in one place and a table in another.
    let allQueries: Set<String>
    /// Inside `POSITION(a IN b)`, whose IN is no operator.
    var stopsAtIn = false
    /// Whether tables may be named.
    let namesTables: Bool

    /// Takes a whole statement apart.
    static func statement(_ text: String, dialect: Dialect) throws(StatementProblem) -> SelectStatement {
        var parser = StatementParser(try Lexer.tokens(of: text, dialect: dialect), dialect: dialect, namesTables: true)
        try parser.checkBeginning()
        try parser.parseQuery()
        try parser.expectEnd()
        return parser.result
    }

    /// Takes a condition apart, such as a row filter's; it names no tables.
    static func condition(_ text: String, dialect: Dialect) throws(StatementProblem) -> SelectStatement {
        var parser = StatementParser(try Lexer.tokens(of: text, dialect: dialect), dialect: dialect, namesTables: false)
        try parser.parseExpression()
        try parser.expectEnd()
        return parser.result
    }

    private init(_ tokens: [Token], dialect: Dialect, namesTables: Bool) {
        self.tokens = tokens
        self.dialect = dialect
        self.namesTables = namesTables
        functions = .of(dialect)
        allQueries = Self.queryNames(in: tokens)
    }

    /// Every name that stands before `AS (`, or before its columns and `AS (`: all WITH queries, and perhaps more.
    private static func queryNames(in tokens: [Token]) -> Set<String> {
        var names: Set<String> = []
        for (index, token) in tokens.enumerated() where token.kind == .word("as") {
            var next = index + 1
            while next < tokens.count, [.word("not"), .word("materialized")].contains(tokens[next].kind) { next += 1 }
            guard next < tokens.count, tokens[next].kind == .mark("("), index > 0 else { continue }
            var before = index - 1
            if tokens[before].kind == .mark(")") {
                while before > 0, tokens[before].kind != .mark("(") { before -= 1 }
                before -= 1
            }
            guard before >= 0 else { continue }
            switch tokens[before].kind {
            case .word(let name), .quoted(let name): names.insert(name)
            case .string, .number, .parameter, .symbol, .mark, .end: break
            }
        }
        return names
    }

    private var result: SelectStatement {
        var parameters: [String] = []
        for case .parameter(let name) in pieces where !parameters.contains(name) { parameters.append(name) }
        return SelectStatement(
            dialect: dialect, pieces: pieces, relations: relations, parameters: parameters, fields: fields)
    }

    private func checkBeginning() throws(StatementProblem) {
        switch current.kind {
        case .end: throw StatementProblem("It is empty")
        case .word(let word) where Keywords.statements.contains(word):
            throw problem("It is no SELECT but \(word.uppercased())")
        case .word, .quoted, .string, .number, .parameter, .symbol, .mark: break
        }
    }

    private mutating func expectEnd() throws(StatementProblem) {
        if current.kind == .mark(";") {
            place += 1
            guard current.kind == .end else { throw problem("There is more than one statement") }
        }
        guard current.kind == .end else { throw unexpected() }
    }
}

// MARK: - Tokens

extension StatementParser {
    var current: Token { tokens[min(place, tokens.count - 1)] }

    func ahead(_ distance: Int) -> Token.Kind { tokens[min(place + distance, tokens.count - 1)].kind }

    func problem(_ message: String) -> StatementProblem { StatementProblem(message, at: current.offset) }

    /// The token that nothing here expects, said so that it helps.
    func unexpected() -> StatementProblem {
        switch current.kind {
        case .word("for"): problem("It locks rows, or has a FOR that is not understood")
        case .word("into"): problem("SELECT INTO makes a table")
        case .word(let word) where Keywords.statements.contains(word):
            problem("The word \(word.uppercased()) is not allowed here")
        case .mark(";"): problem("There is more than one statement")
        case .end: problem("It ends too early")
        case .word, .quoted, .string, .number, .parameter, .symbol, .mark:
            problem("\(current.description) is not expected here")
        }
    }

    /// Goes past the token.
    mutating func advance() throws(StatementProblem) {
        steps += 1
        guard steps <= Self.maximumSteps else { throw problem("It is too intricate to be checked") }
        if place < tokens.count - 1 { place += 1 }
    }

    func isWord(_ word: String) -> Bool { current.kind == .word(word) }
    func isMark(_ mark: String) -> Bool { current.kind == .mark(mark) }

    mutating func emit(_ text: String) { pieces.append(.text(text)) }

    /// Takes the keyword if it stands here.
    mutating func take(_ word: String) throws(StatementProblem) -> Bool {
        guard isWord(word) else { return false }
        emit(word.uppercased())
        try advance()
        return true
    }

    /// Takes the first of the keywords that stands here.
    mutating func takeAny(_ words: String...) throws(StatementProblem) -> String? {
        for word in words where try take(word) { return word }
        return nil
    }

    mutating func expect(_ words: String...) throws(StatementProblem) {
        for word in words where try !take(word) { throw unexpected() }
    }

    mutating func takeMark(_ mark: String) throws(StatementProblem) -> Bool {
        guard isMark(mark) else { return false }
        emit(mark)
        try advance()
        return true
    }

    mutating func expectMark(_ mark: String) throws(StatementProblem) {
        guard try takeMark(mark) else { throw unexpected() }
    }

    /// Reads a name that is no reserved word, and does not write it.
    mutating func readName() throws(StatementProblem) -> String {
        switch current.kind {
        case .quoted(let name):
            try advance()
            return name
        case .word(let name) where !Keywords.reserved.contains(name):
            try advance()
            return name
        case .word, .string, .number, .parameter, .symbol, .mark, .end: throw unexpected()
        }
    }

    /// Reads a name after AS, where any word may stand.
    mutating func readLabel() throws(StatementProblem) -> String {
        guard case .word(let name) = current.kind else { return try readName() }
        try advance()
        return name
    }

    mutating func takeName() throws(StatementProblem) { emit(Quoting.name(try readName())) }

    /// `(name, …)`.
    mutating func takeNames() throws(StatementProblem) {
        try expectMark("(")
        repeat { try takeName() } while try takeMark(",")
        try expectMark(")")
    }

    /// Runs `body` one level deeper.
    mutating func nested(_ body: (inout StatementParser) throws(StatementProblem) -> Void) throws(StatementProblem) {
        depth += 1
        guard depth <= Self.maximumDepth else { throw problem("It is nested more than \(Self.maximumDepth) deep") }
        try body(&self)
        depth -= 1
    }

    /// Tries one reading, and if it fails another; the first one's problem is told when both fail further on.
    mutating func either(
        _ first: (inout StatementParser) throws(StatementProblem) -> Void,
        or second: (inout StatementParser) throws(StatementProblem) -> Void
    ) throws(StatementProblem) {
        let saved = self
        do {
            try first(&self)
        } catch let firstProblem {
            let used = steps
            self = saved
            steps = used
            do {
                try second(&self)
            } catch {
                throw (firstProblem.offset ?? 0) >= (error.offset ?? 0) ? firstProblem : error
            }
        }
    }

    /// Whether the bracket that stands here may hold a query.
    var beginsQuery: Bool {
        var distance = 0
        while ahead(distance) == .mark("(") { distance += 1 }
        return distance > 0 && [.word("select"), .word("with"), .word("values")].contains(ahead(distance))
    }
}
