extension StatementParser {
    /// Whether a name and a bracket stand here, with up to two more names before.
    var isFunctionCall: Bool {
        func isName(_ kind: Token.Kind) -> Bool {
            switch kind {
            case .word, .quoted: true
            case .string, .number, .parameter, .symbol, .mark, .end: false
            }
        }
        var distance = 0
        guard isName(ahead(0)) else { return false }
        while ahead(distance + 1) == .mark("."), isName(ahead(distance + 2)) { distance += 2 }
        return ahead(distance + 1) == .mark("(")
    }

    /// A call with its FILTER and OVER.
    mutating func parseFunctionCall() throws(StatementProblem) {
        let first = current
        // A reserved word such as `left` names a function when a bracket follows.
        var parts = [try readLabelOrQuoted()]
        while isMark(".") {
            try advance()
            parts.append(try readLabelOrQuoted())
        }
        let name = parts[parts.count - 1].name
        let isBare = parts.count == 1 && !parts[0].isQuoted
        let stopped = stopsAtIn
        stopsAtIn = false
        defer { stopsAtIn = stopped }

        if isBare, ["coalesce", "nullif", "greatest", "least"].contains(name) { return try parseKeywordCall(name) }
        if isBare, name == "grouping" { return try parseKeywordCall(name) }
        if isBare, dialect == .postgreSQL, try parseWordyCall(name) { return }
        let isOfSystem = parts.count == 1 || parts.count == 2 && parts[0].name == "pg_catalog" && dialect == .postgreSQL
        guard isOfSystem, functions.contains(name) else {
            let written = parts.map(\.name).joined(separator: ".")
            throw StatementProblem(
                "The function \(written) is not among those that a statement may call", at: first.offset)
        }
        // With its schema, so that no function of the same name in another schema is meant.
        emit(dialect == .postgreSQL ? "pg_catalog." + Quoting.name(name) : Quoting.name(name))
        try parseArguments()
        try parseAggregateClauses()
    }

    private mutating func readLabelOrQuoted() throws(StatementProblem) -> (name: String, isQuoted: Bool) {
        switch current.kind {
        case .word(let name):
            try advance()
            return (name, false)
        case .quoted(let name):
            try advance()
            return (name, true)
        case .string, .number, .parameter, .symbol, .mark, .end: throw unexpected()
        }
    }

    /// What is written like a function and is none.
    private mutating func parseKeywordCall(_ name: String) throws(StatementProblem) {
        // SQLite has no GREATEST and LEAST, and says so itself.
        emit(name.uppercased())
        try expectMark("(")
        try parseExpressions()
        try expectMark(")")
    }

    /// Calls with words between their arguments: `EXTRACT(year FROM d)`. False when it is written with commas only.
    private mutating func parseWordyCall(_ name: String) throws(StatementProblem) -> Bool {
        switch name {
        case "extract":
            emit("EXTRACT")
            try expectMark("(")
            switch current.kind {
            case .word(let field), .string(let field): emit(Quoting.string(field, dialect: dialect))
            case .quoted, .number, .parameter, .symbol, .mark, .end: throw unexpected()
            }
            try advance()
            try expect("from")
            try parseExpression()
        case "position":
            emit("POSITION")
            try expectMark("(")
            stopsAtIn = true
            try parseExpression()
            stopsAtIn = false
            try expect("in")
            try parseExpression()
        case "substring", "overlay":
            emit(name.uppercased())
            try expectMark("(")
            try parseExpression()
            while true {
                let hasWord = try takeAny("from", "for", "placing") != nil
                if !hasWord { guard try takeMark(",") else { break } }
                try parseExpression()
            }
        case "trim":
            emit("TRIM")
            try expectMark("(")
            _ = try takeAny("both", "leading", "trailing")
            if !isWord("from") { try parseExpression() }
            if try take("from") { try parseExpression() }
            if try takeMark(",") { try parseExpression() }
        case _: return false
        }
        try expectMark(")")
        return true
    }

    private mutating func parseArguments() throws(StatementProblem) {
        try expectMark("(")
        if try takeMark(")") { return }
        if current.kind == .symbol("*"), ahead(1) == .mark(")") {
            emit("*")
            try advance()
            return try expectMark(")")
        }
        if try !take("distinct") { _ = try take("all") }
        if isWord("variadic") { throw problem("VARIADIC is not allowed") }
        repeat { try parseArgument() } while try takeMark(",")
        try parseOrderBy()
        try expectMark(")")
    }

    private mutating func parseArgument() throws(StatementProblem) {
        if ahead(1) == .symbol("=>"), dialect == .postgreSQL {
            try takeName()
            emit("=>")
            try advance()
        }
        try parseExpression()
    }

    private mutating func parseAggregateClauses() throws(StatementProblem) {
        if dialect == .postgreSQL, isWord("within"), ahead(1) == .word("group") {
            try expect("within", "group")
            try expectMark("(")
            try parseOrderBy()
            try expectMark(")")
        }
        if isWord("filter"), ahead(1) == .mark("(") {
            try expect("filter")
            try expectMark("(")
            try expect("where")
            try parseExpression()
            try expectMark(")")
        }
        guard try take("over") else { return }
        if isMark("(") { try parseWindow() } else { try takeName() }
    }

    /// `([name] PARTITION BY … ORDER BY … frame)`.
    mutating func parseWindow() throws(StatementProblem) {
        try expectMark("(")
        if !isMark(")"), !isWord("partition"), !isWord("order"), !isWord("rows"), !isWord("range"), !isWord("groups") {
            try takeName()
        }
        if try take("partition") {
            try expect("by")
            try parseExpressions()
        }
        try parseOrderBy()
        if try takeAny("rows", "range", "groups") != nil {
            if try take("between") {
                try parseFrameBound()
                try expect("and")
            }
            try parseFrameBound()
            if try take("exclude") {
                if try take("current") {
                    try expect("row")
                } else if try take("no") {
                    try expect("others")
                } else if try takeAny("group", "ties") == nil {
                    throw unexpected()
                }
            }
        }
        try expectMark(")")
    }

    private mutating func parseFrameBound() throws(StatementProblem) {
        if try take("current") { return try expect("row") }
        if try !take("unbounded") { try parseExpression() }
        if try takeAny("preceding", "following") == nil { throw unexpected() }
    }
}
