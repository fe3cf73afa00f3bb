import PluginSDK

/// A statement as one connection's server knows it.
struct PreparedSelect: Sendable {
    /// What is sent: our own writing, with every table by its schema.
    let text: String
    let bindings: [ArgumentBinding]
    let columns: [ResultColumn]

    var types: [UInt32] { bindings.map(\.type) }

    /// Inside a read-only transaction with the row's search path.
    init(_ row: SQLRow, _ connection: PostgreSQLConnection, _ patience: Patience) throws(ToolError) {
        let protection = try Self.protection(row, connection, patience)
        let parameters = row.parameters(with: protection.filters(for: row.statement.relations))
        text = Self.text(row, protection, parameters)
        try Self.checkFields(row, connection, patience)
        let types = parameters.map { row.types[$0]?.postgreSQL ?? 0 }
        let description = try connection.describe(text, types: types, patience)
        bindings = try Self.bindings(parameters, description)
        columns = try Self.columns(description)
    }

    private static func protection(
        _ row: SQLRow, _ connection: PostgreSQLConnection, _ patience: Patience
    ) throws(ToolError) -> PostgreSQLProtection {
        var names = row.protection.tables
        for reference in row.statement.relations where !names.contains(reference.name) { names.append(reference.name) }
        let relations = try PostgreSQLRelations(
            names, withColumns: !row.protection.isEmpty, connection, patience)
        let protection = PostgreSQLProtection(protection: row.protection, relations: relations)
        guard !row.protection.isEmpty else { return protection }
        try protection.checkColumns()
        for name in Set(row.statement.relations.map(\.name)) {
            if let relation = relations[name] { try protection.checkNoWayAround(relation, connection, patience) }
        }
        return protection
    }

    private static func text(_ row: SQLRow, _ protection: PostgreSQLProtection, _ parameters: [String]) -> String {
        StatementWriter.text(of: row.statement, parameters: parameters) { reference in
            guard let relation = protection.relations[reference.name] else { return "" }
            if let hidden = protection.text(of: relation, isOnly: reference.isOnly, parameters: parameters) {
                return hidden + " AS " + Quoting.name(reference.alias ?? reference.name.name)
            }
            return (reference.isOnly ? "ONLY " : "") + relation.written
                + (reference.alias.map { " AS " + Quoting.name($0) } ?? "")
        }
    }

    /// `table.name` calls a function of a row when there is no such column. None may be called that takes a row, unless it
    /// is one that a statement may call anyway.
    private static func checkFields(
        _ row: SQLRow, _ connection: PostgreSQLConnection, _ patience: Patience
    ) throws(ToolError) {
        let written = row.protection.filters.reduce(row.statement.fields) { $0.union($1.condition.fields) }
        let fields = written.filter { !FunctionList.postgreSQL.contains($0) }.sorted()
        guard !fields.isEmpty else { return }
        let rows = try connection.rows(
            """
            SELECT p.proname FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_type t ON t.oid = p.proargtypes[0]
            WHERE p.pronargs >= 1 AND p.pronargs - p.pronargdefaults <= 1 AND t.typtype IN ('c', 'd', 'p')
                AND p.proname::text = ANY ($1::text[])
            LIMIT 1
            """, [PostgreSQLRelations.array(fields)], types: [1009], patience)
        if rows.rowCount > 0 {
            throw ToolError(
                .invalidConfiguration,
                "\(rows.text(0, 0) ?? "") may be a function of a row as well as a column; give the column another name."
            )
        }
    }

    private static func bindings(
        _ names: [String], _ description: PostgreSQLResult
    ) throws(ToolError) -> [ArgumentBinding] {
        var bindings: [ArgumentBinding] = []
        for (index, name) in names.enumerated() {
            guard let binding = ArgumentBinding(name: name, type: description.parameterType(index)) else {
                throw ToolError(
                    .invalidConfiguration,
                    "The parameter \(name) has a type that no argument can have; write its type: :\(name)::text.")
            }
            bindings.append(binding)
        }
        return bindings
    }

    private static func columns(_ description: PostgreSQLResult) throws(ToolError) -> [ResultColumn] {
        var columns: [ResultColumn] = []
        for index in 0..<description.columnCount {
            let name = description.name(index)
            guard !columns.contains(where: { $0.name == name }) else {
                throw ToolError(
                    .invalidConfiguration, "Two columns of the result are called \(name): name one with AS.")
            }
            columns.append(ResultColumn(name: name, kind: ResultColumn.Kind(postgreSQL: description.type(index))))
        }
        guard (1...200).contains(columns.count) else {
            throw ToolError(.invalidConfiguration, "The result has \(columns.count) columns; 1 to 200 can be shown.")
        }
        return columns
    }
}
