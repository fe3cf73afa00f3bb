extension StatementParser {
    /// A query: WITH, its body, and what orders and bounds it.
    mutating func parseQuery() throws(StatementProblem) {
        try nested { parser throws(StatementProblem) in
            let visible = parser.visibleQueries
            if try parser.take("with") { try parser.parseWith() }
            try parser.parseSetOperations()
            try parser.parseOrderBy()
            try parser.parseBounds()
            parser.visibleQueries = visible
        }
    }

    private mutating func parseWith() throws(StatementProblem) {
        let isRecursive = try take("recursive")
        repeat {
            let name = try readName()
            emit(Quoting.name(name))
            if isMark("(") { try takeNames() }
            try expect("as")
            if try take("not") { try expect("materialized") } else { _ = try take("materialized") }
            if isRecursive { visibleQueries.insert(name) }
            guard isMark("("), beginsQuery else { throw problem("A WITH query is no SELECT") }
            try expectMark("(")
            try parseQuery()
            try expectMark(")")
            visibleQueries.insert(name)
        } while try takeMark(",")
    }

    private mutating func parseSetOperations() throws(StatementProblem) {
        try parseOperand()
        while try takeAny("union", "intersect", "except") != nil {
            if try !take("all") { _ = try take("distinct") }
            try parseOperand()
        }
    }

    private mutating func parseOperand() throws(StatementProblem) {
        if isWord("select") { return try parseSelect() }
        if isWord("values") { return try parseValues() }
        if isMark("("), dialect == .postgreSQL {
            try expectMark("(")
            try parseQuery()
            return try expectMark(")")
        }
        throw unexpected()
    }

    private mutating func parseValues() throws(StatementProblem) {
        try expect("values")
        repeat {
            try expectMark("(")
            try parseExpressions()
            try expectMark(")")
        } while try takeMark(",")
    }

    private mutating func parseSelect() throws(StatementProblem) {
        try expect("select")
        if try take("distinct") {
            if dialect == .postgreSQL, try take("on") {
                try expectMark("(")
                try parseExpressions()
                try expectMark(")")
            }
        } else {
            _ = try take("all")
        }
        repeat { try parseItem() } while try takeMark(",")
        if try take("from") { repeat { try parseFromItem() } while try takeMark(",") }
        if try take("where") { try parseExpression() }
        if try take("group") { try parseGroupBy() }
        if try take("having") { try parseExpression() }
        if try take("window") {
            repeat {
                try takeName()
                try expect("as")
                try parseWindow()
            } while try takeMark(",")
        }
    }

    private mutating func parseItem() throws(StatementProblem) {
        if current.kind == .symbol("*") {
            emit("*")
            return try advance()
        }
        try parseExpression()
        if let alias = try readAlias(afterAs: true) { emit("AS " + Quoting.name(alias)) }
    }

    /// What a column or a table is called, if it is said; not written.
    mutating func readAlias(afterAs anyWord: Bool) throws(StatementProblem) -> String? {
        if isWord("as") {
            try advance()
            return anyWord ? try readLabel() : try readName()
        }
        switch current.kind {
        case .quoted(let name):
            try advance()
            return name
        case .word(let name) where !Keywords.reserved.contains(name) && !Keywords.continuing.contains(name):
            try advance()
            return name
        case .word, .string, .number, .parameter, .symbol, .mark, .end: return nil
        }
    }

    private mutating func parseGroupBy() throws(StatementProblem) {
        try expect("by")
        if try !take("distinct") { _ = try take("all") }
        try parseGroupingItems()
    }

    private mutating func parseGroupingItems() throws(StatementProblem) {
        try nested { parser throws(StatementProblem) in
            repeat { try parser.parseGroupingItem() } while try parser.takeMark(",")
        }
    }

    private mutating func parseGroupingItem() throws(StatementProblem) {
        if isMark("("), ahead(1) == .mark(")") {
            try expectMark("(")
            return try expectMark(")")
        }
        if isWord("grouping"), ahead(1) == .word("sets") {
            try expect("grouping", "sets")
        } else if ahead(1) == .mark("("), isWord("rollup") || isWord("cube") {
            _ = try takeAny("rollup", "cube")
        } else {
            return try parseExpression()
        }
        try expectMark("(")
        try parseGroupingItems()
        try expectMark(")")
    }

    mutating func parseOrderBy() throws(StatementProblem) {
        guard try take("order") else { return }
        try expect("by")
        repeat {
            try parseExpression()
            if isWord("using") { throw problem("ORDER BY … USING is not allowed") }
            _ = try takeAny("asc", "desc")
            if try take("nulls"), try takeAny("first", "last") == nil { throw unexpected() }
        } while try takeMark(",")
    }

    private mutating func parseBounds() throws(StatementProblem) {
        while true {
            if try take("limit") {
                if try !take("all") { try parseExpression() }
                if dialect == .sqlite, try takeMark(",") { try parseExpression() }
            } else if try take("offset") {
                try parseExpression()
                _ = try takeAny("row", "rows")
            } else if dialect == .postgreSQL, try take("fetch") {
                if try takeAny("first", "next") == nil { throw unexpected() }
                if !isWord("row"), !isWord("rows") { try parseExpression() }
                if try takeAny("row", "rows") == nil { throw unexpected() }
                if try !take("only") { try expect("with", "ties") }
            } else {
                return
            }
        }
    }
}
