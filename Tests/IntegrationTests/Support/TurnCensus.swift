import HubCore

/// What the database holds of the turns of `StockAgent`'s tenant.
struct TurnCensus {
    struct Answer: Hashable {
        let session: String
        let question: String
    }

    /// By the answer's message id.
    private(set) var answers: [String: Answer] = [:]
    /// What must never be so: gaps, messages in two places, answers that nobody's use is written down for.
    private(set) var faults: [String] = []

    init(_ database: HubDatabase) async throws {
        let messages = try await database.run(
            """
            SELECT session_id, position, id, role, text FROM messages WHERE tenant_id = 'acme'
            ORDER BY session_id, position
            """)
        let sessions = Dictionary(grouping: messages) { $0[0] ?? "" }
        for (session, rows) in sessions { count(rows, of: session) }
        for row in try await database.run("SELECT id, message_count FROM sessions WHERE tenant_id = 'acme'") {
            let stored = sessions[row[0] ?? ""]?.count ?? 0
            if row[1] != "\(stored)" { faults.append("session of \(row[1] ?? "") messages has \(stored)") }
        }
        let ledger = try await database.run(
            """
            SELECT message_id, COUNT(*), MIN(position), MAX(position) FROM usage_ledger WHERE tenant_id = 'acme'
            GROUP BY message_id
            """)
        let billed = Set(ledger.compactMap { $0[0] })
        for row in ledger {
            let (count, first, last) = (Int(row[1] ?? ""), Int(row[2] ?? ""), Int(row[3] ?? ""))
            guard let count, let first, let last, last - first + 1 == count else {
                faults.append("ledger of a message: \(row)")
                continue
            }
        }
        faults += answers.keys.filter { !billed.contains($0) }.map { "no ledger row of \($0)" }
    }

    private mutating func count(_ rows: [[String?]], of session: String) {
        if rows.map({ $0[1] }) != (1...rows.count).map({ "\($0)" }) {
            faults.append("positions of a session: \(rows.map { $0[1] ?? "" })")
        }
        for (index, row) in rows.enumerated() where row[3] != (index % 2 == 0 ? "user" : "assistant") {
            faults.append("\(row[3] ?? "") at \(index + 1) of a session")
        }
        for (question, answer) in zip(rows, rows.dropFirst()) where answer[3] == "assistant" {
            answers[answer[2] ?? ""] = Answer(session: session, question: question[4] ?? "")
        }
    }

    /// How often a question is stored.
    var questions: [String: Int] { answers.values.reduce(into: [:]) { $0[$1.question, default: 0] += 1 } }
}
