extension StatementParser {
    /// A type's name after `::` and in CAST.
    mutating func parseType() throws(StatementProblem) {
        if isWord("pg_catalog"), ahead(1) == .mark(".") {
            try advance()
            try advance()
        }
        guard case .word(let name) = current.kind, TypeList.contains(name, dialect: dialect) else {
            throw problem("A cast to the type \(current.description) is not allowed")
        }
        try advance()
        emit(name)
        switch name {
        case "double": try expect("precision")
        case "char", "character": _ = try take("varying")
        case "interval":
            try parseIntervalFields()
        case _: break
        }
        if try takeMark("(") {
            repeat {
                guard case .number(let digits) = current.kind else { throw unexpected() }
                emit(digits)
                try advance()
            } while try takeMark(",")
            try expectMark(")")
        }
        if name == "time" || name == "timestamp", isWord("with") || isWord("without") {
            _ = try takeAny("with", "without")
            try expect("time", "zone")
        }
        if isMark(".") { throw problem("A cast to a type of a schema is not allowed") }
        while try takeMark("[") {
            if case .number(let digits) = current.kind {
                emit(digits)
                try advance()
            }
            try expectMark("]")
        }
    }

    private mutating func parseIntervalFields() throws(StatementProblem) {
        func isField(_ kind: Token.Kind) -> String? {
            guard case .word(let word) = kind, TypeList.intervalFields.contains(word) else { return nil }
            return word
        }
        guard let first = isField(current.kind) else { return }
        emit(first)
        try advance()
        guard isWord("to"), let second = isField(ahead(1)) else { return }
        try expect("to")
        emit(second)
        try advance()
    }

    /// Whether `DATE '…'` or the like stands here: a type before a string.
    var isTypedLiteral: Bool {
        guard case .word(let name) = current.kind, TypeList.contains(name, dialect: dialect) else { return false }
        var distance = 1
        if name == "double" { distance = ahead(1) == .word("precision") ? 2 : 1 }
        if ahead(distance) == .mark("("), case .number = ahead(distance + 1), ahead(distance + 2) == .mark(")") {
            distance += 3
        }
        if ahead(distance) == .word("with") || ahead(distance) == .word("without"),
            ahead(distance + 1) == .word("time"), ahead(distance + 2) == .word("zone")
        {
            distance += 3
        }
        if case .string = ahead(distance) { return true }
        return false
    }

    /// `DATE '2026-01-31'`, `INTERVAL '2' DAY`.
    mutating func parseTypedLiteral() throws(StatementProblem) {
        let isInterval = isWord("interval")
        try parseType()
        guard case .string(let value) = current.kind else { throw unexpected() }
        emit(Quoting.string(value, dialect: dialect))
        try advance()
        if isInterval { try parseIntervalFields() }
    }
}
