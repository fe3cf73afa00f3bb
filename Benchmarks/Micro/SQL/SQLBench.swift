import Glibc
import HubCore
import HubPlugins

/// `hub-bench sql PLUGINS FOLDER HOST PORT DATABASE USER PASSWORD_FILE`: the same question to a database by its own library alone, and by
/// the tool. FOLDER takes a SQLite file; the PostgreSQL database has the table `orders` as `SQLiteOrders` makes it.
struct SQLBench {
    private static let rounds = 7
    private static let queries = 300
    private static let customers = 5000

    let plugins: String
    let folder: String
    let server: DirectPostgreSQL.Server
    private let password: Secret

    init?(_ arguments: [String]) {
        guard arguments.count == 7, let port = Int(arguments[3]), let password = Self.line(ofFile: arguments[6]) else {
            return nil
        }
        (plugins, folder) = (arguments[0], arguments[1])
        server = DirectPostgreSQL.Server(
            host: arguments[2], port: port, database: arguments[4], user: arguments[5], password: password)
        self.password = Secret(password)
    }

    private static func line(ofFile path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 1024)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
        let bytes = buffer.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    func run() async throws {
        try SQLiteOrders.make(at: folder + "/orders.db")
        let host = try BenchHost(plugins: plugins) {
            $0.settings = ["agenthub.sql": ["sqlite_folder": .string(folder)]]
        }
        Table.head(
            "database", "the library's way", "rows", "by its library alone, µs", "by the tool, µs", "the tool adds, µs",
            "times")
        for question in Question.all {
            let alone = try DirectPostgreSQL(server, question.text(parameter: "$1"))
            try await row(
                "PostgreSQL", "prepared once", question, host, postgreSQL(question), credential: password
            ) { try alone.run($0) }
            let guarded = try DirectPostgreSQL(server, question.text(parameter: "$1"), guarded: true)
            try await row(
                "PostgreSQL", "with the tool's five statements", question, host, postgreSQL(question),
                credential: password
            ) { try guarded.run($0) }
            let file = try DirectSQLite(folder + "/orders.db", question.text(parameter: "?1"))
            try await row("SQLite", "prepared once", question, host, sqlite(question), credential: nil) {
                try file.run($0)
            }
            try await row(
                "SQLite", "file opened for each question", question, host, sqlite(question), credential: nil
            ) { try DirectSQLite(folder + "/orders.db", question.text(parameter: "?1")).run($0) }
        }
        print("")
        await host.shutdown()
    }

    /// What is asked: a statement with one parameter, a number of a customer, and how many rows there are of one.
    private struct Question {
        let name: String
        let select: String
        let rest: String
        let rows: Int

        func text(parameter: String) -> String { "\(select) \(parameter)\(rest)" }

        static let all = [
            Question(
                name: "one row", select: "SELECT id, customer, total, ordered_on, status FROM orders WHERE id =",
                rest: "", rows: 1),
            Question(
                name: "twenty rows",
                select: "SELECT id, customer, total, ordered_on, status FROM orders WHERE customer =",
                rest: " ORDER BY id LIMIT 20", rows: 20),
        ]
    }

    private func postgreSQL(_ question: Question) -> Tool {
        Tool(
            name: "postgresql", description: "", type: "SQL_SELECT",
            endpoint: "postgresql://\(server.user)@\(server.host):\(server.port)/\(server.database)?sslmode=disable",
            authorization: .credential("orders"),
            config: [
                "statement": .string(question.text(parameter: ":number")), "parameters": ["number": "integer"],
            ])
    }

    private func sqlite(_ question: Question) -> Tool {
        Tool(
            name: "sqlite", description: "", type: "SQL_SELECT", endpoint: "sqlite:orders.db", authorization: .none,
            config: [
                "statement": .string(question.text(parameter: ":number")), "parameters": ["number": "integer"],
            ])
    }

    /// The medians of the rounds; in each the library and the tool take turns, and what the tool adds is a median of its own.
    private func row(
        _ database: String, _ way: String, _ question: Question, _ host: BenchHost, _ tool: Tool, credential: Secret?,
        alone: (Int) throws -> Int
    ) async throws {
        let caller = try BenchHost.caller("bench")
        func ask(_ number: Int) async throws -> Int {
            let result = try await host.result(
                of: ToolInvocation(
                    caller: caller, tool: tool, credential: credential, arguments: ["number": .int(number)],
                    deadline: .after(.seconds(10)), traceID: ""))
            return result["row_count"]?.intValue ?? -1
        }
        var numbers = SplitMix64(seed: 3)
        var (library, byTool, added, ratio): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
        for round in 0...Self.rounds {
            var times: (library: [Double], tool: [Double]) = ([], [])
            for _ in 0..<Self.queries {
                let number = Int.random(in: 1...Self.customers, using: &numbers)
                let start = MonotonicTime.now()
                let count = try alone(number)
                let middle = MonotonicTime.now()
                let toolCount = try await ask(number)
                times.library.append(Double(middle &- start) / 1000)
                times.tool.append(Double(MonotonicTime.now() &- middle) / 1000)
                guard count == question.rows, toolCount == question.rows else {
                    throw BenchFailure("\(database) gave \(count) rows alone and \(toolCount) by the tool")
                }
            }
            // The first round warms up.
            guard round > 0 else { continue }
            let (one, other) = (times.library.median, times.tool.median)
            library.append(one)
            byTool.append(other)
            added.append(other - one)
            ratio.append(other / one)
        }
        Table.row([
            database, way, "\(question.rows)", library.median.written(0), byTool.median.written(0),
            added.median.written(0), ratio.median.written(1),
        ])
    }
}
