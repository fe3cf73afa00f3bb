extension StatementParser {
    mutating func parseExpressions() throws(StatementProblem) {
        repeat { try parseExpression() } while try takeMark(",")
    }

    /// Operands with operators between them. What binds tighter does not matter here: the server sees the same order of
    /// the same signs.
    mutating func parseExpression() throws(StatementProblem) {
        try nested { parser throws(StatementProblem) in
            try parser.parseOperandWithPrefixes()
            while try parser.parseBinary() {}
        }
    }

    private mutating func parseOperandWithPrefixes() throws(StatementProblem) {
        while true {
            if case .symbol(let symbol) = current.kind, OperatorList.prefixes.contains(symbol) {
                try takeOperator()
            } else if isWord("not") {
                try expect("not")
            } else {
                break
            }
        }
        try parsePrimary()
        try parsePostfixes()
    }

    private mutating func takeOperator() throws(StatementProblem) {
        guard case .symbol(let symbol) = current.kind else { throw unexpected() }
        guard OperatorList.contains(symbol, dialect: dialect) else {
            throw problem("The operator \(symbol) is not allowed")
        }
        emit(symbol)
        try advance()
    }

    private mutating func parsePostfixes() throws(StatementProblem) {
        while true {
            if isMark("::"), dialect == .postgreSQL {
                try expectMark("::")
                try parseType()
            } else if isMark("["), dialect == .postgreSQL {
                try expectMark("[")
                if !isMark(":") { try parseExpression() }
                if try takeMark(":"), !isMark("]") { try parseExpression() }
                try expectMark("]")
            } else if isMark(".") {
                throw problem("A field of a row is named by its table only")
            } else if try take("collate") {
                try parseCollation()
            } else if isWord("at"), ahead(1) == .word("time"), dialect == .postgreSQL {
                try expect("at", "time", "zone")
                try parsePrimary()
            } else if try takeAny("isnull", "notnull") == nil {
                return
            }
        }
    }

    private mutating func parseCollation() throws(StatementProblem) {
        if isWord("pg_catalog"), ahead(1) == .mark(".") {
            try advance()
            try advance()
        }
        let name = try readName()
        emit(dialect == .postgreSQL ? "pg_catalog." + Quoting.name(name) : Quoting.name(name))
    }

    /// An operator with what follows it; false when the expression ends here.
    private mutating func parseBinary() throws(StatementProblem) -> Bool {
        if case .symbol = current.kind {
            try takeOperator()
            if ahead(1) == .mark("("), try takeAny("any", "some", "all") != nil {
                try parseBracket()
                try parsePostfixes()
                return true
            }
            try parseOperandWithPrefixes()
            return true
        }
        guard case .word(let word) = current.kind else { return false }
        switch word {
        case "and", "or", "overlaps", "escape":
            try expect(word)
            try parseOperandWithPrefixes()
        case "is":
            try parseIs()
        case "not":
            switch ahead(1) {
            case .word("like"), .word("ilike"), .word("similar"), .word("between"), .word("in"), .word("glob"):
                try expect("not")
                return try parseBinary()
            case _: return false
            }
        case "like", "ilike":
            try expect(word)
            if dialect == .postgreSQL, ahead(1) == .mark("("), try takeAny("any", "some", "all") != nil {
                try parseBracket()
            } else {
                try parseOperandWithPrefixes()
            }
        case "glob":
            guard dialect == .sqlite else { return false }
            try expect("glob")
            try parseOperandWithPrefixes()
        case "similar":
            try expect("similar", "to")
            try parseOperandWithPrefixes()
        case "between":
            try expect("between")
            if try !take("symmetric") { _ = try take("asymmetric") }
            try parseOperandWithPrefixes()
        case "in":
            if stopsAtIn { return false }
            try expect("in")
            guard isMark("(") else { throw unexpected() }
            try parseBracket()
            try parsePostfixes()
        case "operator": throw problem("OPERATOR(…) is not allowed")
        case _: return false
        }
        return true
    }

    private mutating func parseIs() throws(StatementProblem) {
        try expect("is")
        _ = try take("not")
        if try take("distinct") {
            try expect("from")
            return try parseOperandWithPrefixes()
        }
        if try takeAny("null", "true", "false", "unknown") != nil { return }
        guard dialect == .sqlite else { throw unexpected() }
        try parseOperandWithPrefixes()
    }

    /// `(query)` or `(expression, …)`.
    private mutating func parseBracket() throws(StatementProblem) {
        let stopped = stopsAtIn
        stopsAtIn = false
        if beginsQuery {
            try either { parser throws(StatementProblem) in
                try parser.expectMark("(")
                try parser.parseQuery()
                try parser.expectMark(")")
            } or: { parser throws(StatementProblem) in
                try parser.expectMark("(")
                try parser.parseExpressions()
                try parser.expectMark(")")
            }
        } else {
            try expectMark("(")
            try parseExpressions()
            try expectMark(")")
        }
        stopsAtIn = stopped
    }

    private mutating func parsePrimary() throws(StatementProblem) {
        switch current.kind {
        case .string(let value):
            emit(Quoting.string(value, dialect: dialect))
            try advance()
            if case .string = current.kind { throw problem("Two strings stand side by side") }
        case .number(let digits):
            emit(digits)
            try advance()
        case .parameter(let name):
            pieces.append(.parameter(name))
            try advance()
        case .mark("("): try parseBracket()
        case .word(let word): try parseWord(word)
        case .quoted: try parseColumn()
        case .symbol, .mark, .end: throw unexpected()
        }
    }

    private mutating func parseWord(_ word: String) throws(StatementProblem) {
        switch word {
        case "null", "true", "false": try expect(word)
        case "case": try parseCase()
        case "cast": try parseCast()
        case "exists" where ahead(1) == .mark("("):
            try expect("exists")
            guard beginsQuery else { throw unexpected() }
            try parseBracket()
        case "array" where dialect == .postgreSQL:
            try expect("array")
            if isMark("["), dialect == .postgreSQL { return try parseArray() }
            guard beginsQuery else { throw unexpected() }
            try parseBracket()
        case "row" where ahead(1) == .mark("(") && dialect == .postgreSQL:
            try expect("row")
            try parseBracket()
        case _ where Keywords.clock.contains(word):
            try expect(word)
            if dialect == .postgreSQL, isMark("("), case .number(let digits) = ahead(1) {
                try expectMark("(")
                emit(digits)
                try advance()
                try expectMark(")")
            }
        case _ where Keywords.session.contains(word): throw problem("\(word.uppercased()) is not allowed")
        case _ where isTypedLiteral: try parseTypedLiteral()
        case _: try isFunctionCall ? parseFunctionCall() : parseColumn()
        }
    }

    /// `name`, `table.name`, `table.*`.
    private mutating func parseColumn() throws(StatementProblem) {
        if isFunctionCall { return try parseFunctionCall() }
        var parts = 1
        let first = current
        try takeName()
        while isMark(".") {
            try expectMark(".")
            if current.kind == .symbol("*") {
                emit("*")
                return try advance()
            }
            let field = try readLabel()
            fields.insert(field)
            emit(Quoting.name(field))
            parts += 1
        }
        guard parts <= 3 else { throw problem("A name has too many parts") }
        if case .string = current.kind {
            throw StatementProblem("A value of the type \(first.description) is not allowed", at: first.offset)
        }
    }

    private mutating func parseCase() throws(StatementProblem) {
        try expect("case")
        if !isWord("when") { try parseExpression() }
        repeat {
            try expect("when")
            try parseExpression()
            try expect("then")
            try parseExpression()
        } while isWord("when")
        if try take("else") { try parseExpression() }
        try expect("end")
    }

    private mutating func parseCast() throws(StatementProblem) {
        try expect("cast")
        try expectMark("(")
        let stopped = stopsAtIn
        stopsAtIn = false
        try parseExpression()
        stopsAtIn = stopped
        try expect("as")
        try parseType()
        try expectMark(")")
    }

    /// `[a, b]`, or arrays of arrays.
    private mutating func parseArray() throws(StatementProblem) {
        try nested { parser throws(StatementProblem) in
            try parser.expectMark("[")
            if !parser.isMark("]") {
                repeat {
                    if parser.isMark("[") { try parser.parseArray() } else { try parser.parseExpression() }
                } while try parser.takeMark(",")
            }
            try parser.expectMark("]")
        }
    }
}
