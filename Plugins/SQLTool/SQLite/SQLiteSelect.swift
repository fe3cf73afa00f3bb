import CSQLite
import PluginSDK

/// A row's statement on a SQLite file, which is opened for each call: a file that was replaced is seen, and none stays open.
struct SQLiteSelect: Sendable {
    private static let markers = ["tenant_llm_configs", "agent_configs", "tool_configs", "tenant_tool_permissions"]

    private let row: SQLRow
    private let endpoint: SQLiteEndpoint

    init(row: SQLRow, endpoint: SQLiteEndpoint) {
        self.row = row
        self.endpoint = endpoint
    }

    /// Gives the result as JSON text.
    func run(_ input: JSON, _ patience: Patience) throws(ToolError) -> [UInt8] {
        let arguments = try Arguments(input, row: row)
        let (connection, statement, parameters) = try prepared(patience)
        try bind(parameters, arguments, to: statement)
        let names = (0..<statement.columnCount).map(statement.name)
        var kinds = (0..<statement.columnCount).map { SQLiteValue.kind(statement.declaredType($0), first: nil) }
        let columns = zip(names, kinds).map { ResultColumn(name: $0, kind: $1) }
        var document = ResultDocument(columns: columns, limits: row.limits)
        var isFirst = true
        while true {
            let code = sqlite3_step(statement.pointer)
            if code == SQLITE_DONE { break }
            guard code == SQLITE_ROW else { throw connection.failure(quoting: false) }
            if isFirst {
                kinds = (0..<statement.columnCount).map {
                    SQLiteValue.kind(statement.declaredType($0), first: statement.type($0))
                }
                isFirst = false
            }
            let goesOn = document.add { column, index, bytes in
                SQLiteValue.write(statement, index, column.kind, to: &bytes)
            }
            if !goesOn { break }
            try patience.check()
        }
        return try document.finished(types: kinds)
    }

    /// Opens the file and prepares the statement, without running it.
    func check(_ patience: Patience) throws(ToolError) { _ = try prepared(patience) }

    private func prepared(
        _ patience: Patience
    ) throws(ToolError) -> (SQLiteConnection, SQLiteStatement, parameters: [String]) {
        let path = try SQLiteFile.path(of: endpoint)
        let scout = try SQLiteConnection(path: path, rules: SQLiteRules(hidden: [], views: []), patience)
        try refuseOwnDatabase(scout)
        let protection = try SQLiteProtection(row.protection, references: row.statement.relations, scout)
        let rules = SQLiteRules(
            hidden: try SQLiteProtection.hidden(row.protection, scout), views: try SQLiteProtection.views(scout))
        let parameters = row.parameters(with: protection.filters(for: row.statement.relations))
        let text = StatementWriter.text(of: row.statement, parameters: parameters) { reference in
            protection.text(of: reference, parameters: parameters)
        }
        let connection = try SQLiteConnection(path: path, rules: rules, patience)
        try connection.restrict()
        let statement = try connection.prepare(text)
        let names = (0..<statement.columnCount).map(statement.name)
        if let name = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
            throw ToolError(.invalidConfiguration, "Two columns of the result are called \(name): name one with AS.")
        }
        guard names.count <= 200 else {
            throw ToolError(.invalidConfiguration, "The result has \(names.count) columns; 1 to 200 can be shown.")
        }
        return (connection, statement, parameters)
    }

    private func refuseOwnDatabase(_ connection: SQLiteConnection) throws(ToolError) {
        let list = Self.markers.map { Quoting.string($0, dialect: .sqlite) }.joined(separator: ", ")
        let statement = try connection.prepare("SELECT count(*) FROM sqlite_schema WHERE name IN (\(list))")
        guard sqlite3_step(statement.pointer) == SQLITE_ROW else { throw connection.failure(quoting: true) }
        guard statement.integer(0) < 3 else {
            throw ToolError(.denied, "The database is AgentHub's own, which no tool reads.").at("/endpoint")
        }
    }

    private func bind(
        _ parameters: [String], _ arguments: Arguments, to statement: SQLiteStatement
    ) throws(ToolError) {
        for (index, name) in parameters.enumerated() {
            let place = Int32(index + 1)
            let value = arguments.value(name)
            let code: Int32
            switch value {
            case .null: code = sqlite3_bind_null(statement.pointer, place)
            case .bool(let flag): code = sqlite3_bind_int(statement.pointer, place, flag ? 1 : 0)
            case .number(let number):
                if let integer = Int64(number.literal) {
                    code = sqlite3_bind_int64(statement.pointer, place, integer)
                } else {
                    guard number.doubleValue.isFinite else {
                        throw Arguments.problem(name, value, needs: "a number that fits")
                    }
                    code = sqlite3_bind_double(statement.pointer, place, number.doubleValue)
                }
            case .string(let text): code = bind(text, statement, place)
            case .array, .object: code = bind(String(decoding: value.bytes, as: UTF8.self), statement, place)
            }
            guard code == SQLITE_OK else {
                throw ToolError(.invalidInput, "SQLite does not take the argument \(name) (code \(code)).")
            }
        }
    }

    private func bind(_ text: String, _ statement: SQLiteStatement, _ place: Int32) -> Int32 {
        // SAFETY: SQLITE_TRANSIENT, which SQLite reads as "copy it"; the macro is a cast that Swift does not import.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        return sqlite3_bind_text(statement.pointer, place, text, Int32(text.utf8.count), transient)
    }
}
