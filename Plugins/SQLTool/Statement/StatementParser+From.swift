extension StatementParser {
    /// A table with what is joined to it.
    mutating func parseFromItem() throws(StatementProblem) {
        try nested { parser throws(StatementProblem) in
            try parser.parseTable()
            while try parser.parseJoin() {}
        }
    }

    private mutating func parseJoin() throws(StatementProblem) -> Bool {
        let isNatural = try take("natural")
        let kind = try takeAny("cross", "inner", "left", "right", "full")
        if ["left", "right", "full"].contains(kind) { _ = try take("outer") }
        guard isNatural || kind != nil || isWord("join") else { return false }
        try expect("join")
        try parseTable()
        if isNatural || kind == "cross" { return true }
        // `a JOIN b JOIN c ON … ON …` is a join inside a join.
        while !isWord("on"), !isWord("using"), dialect == .postgreSQL {
            var isJoin = false
            try nested { parser throws(StatementProblem) in isJoin = try parser.parseJoin() }
            if !isJoin { break }
        }
        if try take("using") {
            try takeNames()
            if dialect == .postgreSQL, try take("as") { try takeName() }
            return true
        }
        if dialect == .sqlite, !isWord("on") { return true }
        try expect("on")
        try parseExpression()
        return true
    }

    private mutating func parseTable() throws(StatementProblem) {
        let isLateral = dialect == .postgreSQL ? try take("lateral") : false
        if isMark("(") {
            if beginsQuery {
                return try either { parser throws(StatementProblem) in
                    try parser.expectMark("(")
                    try parser.parseQuery()
                    try parser.expectMark(")")
                    try parser.parseTableAlias()
                } or: { parser throws(StatementProblem) in
                    try parser.parseBracketedJoin()
                }
            }
            return try parseBracketedJoin()
        }
        if isWord("rows"), ahead(1) == .word("from") { throw problem("ROWS FROM is not allowed") }
        if isFunctionCall {
            try parseFunctionCall()
            if dialect == .postgreSQL, try take("with") { try expect("ordinality") }
            return try parseTableAlias()
        }
        guard !isLateral else { throw unexpected() }
        try parseRelation()
    }

    private mutating func parseBracketedJoin() throws(StatementProblem) {
        try expectMark("(")
        try parseFromItem()
        try expectMark(")")
        try parseTableAlias()
    }

    /// `[AS] name [(columns)]`.
    private mutating func parseTableAlias() throws(StatementProblem) {
        guard let alias = try readAlias(afterAs: false) else { return }
        emit("AS " + Quoting.name(alias))
        if isMark("(") { try takeNames() }
    }

    private mutating func parseRelation() throws(StatementProblem) {
        let start = current
        var isOnly = false
        if isWord("only"), dialect == .postgreSQL {
            try advance()
            isOnly = true
        }
        var parts = [try readName()]
        while isMark(".") {
            try advance()
            parts.append(try readLabel())
        }
        guard parts.count <= 2 else { throw problem("A table is named by its schema and its name at most") }
        if current.kind == .symbol("*"), dialect == .postgreSQL { try advance() }
        if isWord("tablesample") { throw problem("TABLESAMPLE is not allowed") }
        if isWord("indexed") { throw problem("INDEXED BY is not allowed") }
        let name = RelationName(schema: parts.count == 2 ? parts[0] : nil, name: parts[parts.count - 1])

        let alias = try readAlias(afterAs: false)
        if name.schema == nil, allQueries.contains(name.name) {
            guard visibleQueries.contains(name.name), !isOnly else {
                throw StatementProblem(
                    "\(name.name) is the name of a WITH query that cannot be seen here, or of something else as well",
                    at: start.offset)
            }
            emit(Quoting.name(name.name))
            if let alias { emit("AS " + Quoting.name(alias)) }
        } else {
            try checkMayRead(name, at: start)
            pieces.append(.relation(relations.count))
            relations.append(RelationReference(name: name, isOnly: isOnly, alias: alias))
        }
        if isMark("("), alias != nil { try takeNames() }
    }

    private func checkMayRead(_ name: RelationName, at token: Token) throws(StatementProblem) {
        guard namesTables else {
            throw StatementProblem("A row filter reads no other table", at: token.offset)
        }
        let schema = name.schema?.lowercased() ?? ""
        let table = name.name.lowercased()
        let isCatalogue =
            switch dialect {
            case .postgreSQL: schema.hasPrefix("pg_") || schema == "information_schema" || table.hasPrefix("pg_")
            case .sqlite:
                !["", "main"].contains(schema) || table.hasPrefix("sqlite_") || table.hasPrefix("pragma_")
                    || table == "dbstat" || table == "bytecode" || table == "tables_used"
            }
        if isCatalogue {
            throw StatementProblem("\(name.description) is of the system, not of the data", at: token.offset)
        }
    }
}
