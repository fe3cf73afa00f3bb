import PluginSDK

/// One tool row at work.
struct SQLTool: Tool {
    private enum Backend {
        case postgreSQL(PostgreSQLSelect)
        case sqlite(SQLiteSelect)
    }

    private let backend: Backend

    init(row: SQLRow) {
        backend =
            switch row.target {
            case .postgreSQL(let endpoint, let credential):
                .postgreSQL(PostgreSQLSelect(row: row, endpoint: endpoint, credential: credential))
            case .sqlite(let endpoint): .sqlite(SQLiteSelect(row: row, endpoint: endpoint))
            }
    }

    func invoke(_ call: Call) throws {
        let patience = Patience(call)
        let result =
            switch backend {
            case .postgreSQL(let select): try select.run(call.input, patience)
            case .sqlite(let select): try select.run(call.input, patience)
            }
        call.complete(json: result)
    }

    /// Whether the database is there, lets the row in, and lets it do no more than it should.
    func health(_ call: Call) throws {
        do throws(ToolError) {
            switch backend {
            case .postgreSQL(let select): try select.check(Patience(call))
            case .sqlite(let select): try select.check(Patience(call))
            }
        } catch {
            // What is denied and names no place is what the statement does.
            throw error.code == .denied ? error.at("/statement") : error
        }
        call.complete(with: [:])
    }
}
