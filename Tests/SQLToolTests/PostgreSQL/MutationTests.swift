import CPQ
import HubCore
import PluginABI
import Support
import Testing

/// Statements that are nearly right, made by seeded mutations of the two corpora: whatever is accepted must be one SELECT that
/// reads, for the server too.
@Suite(.enabled(if: TestPostgres.isAvailable))
struct MutationTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func whatIsAcceptedIsOneSelectForTheServerToo(seed: UInt64) async throws {
        try await ShopDatabase.run { shop in
            let before = try await shop.fingerprint()
            let oracle = try ServerVerdict(shop.ownerURL)
            var numbers = SeededNumbers(seed: seed)
            let corpus =
                HarmlessStatements.postgreSQL + HostileStatements.postgreSQL.map(\.text).filter { $0.utf8.count < 300 }
            // Most of what is nearly wrong is refused at once; what is nearly right is not.
            let bases = HarmlessStatements.postgreSQL + HarmlessStatements.postgreSQL + corpus
            var accepted = 0
            for _ in 0..<2000 {
                let text = Mutation.mutated(
                    bases.randomElement(using: &numbers) ?? "", corpus.randomElement(using: &numbers) ?? "", &numbers)
                guard let tool = try? shop.tool(text) else { continue }
                accepted += 1
                // As it was written, for the server's own reader and with a superuser's rights.
                #expect(oracle.isReadOnly(text), "seed \(seed): \(text)")
                // As it is sent, by the row's role, for some of them.
                if accepted % 16 == 0 {
                    let answer = await tool.run([:])
                    let state = answer.details?["sqlstate"]?.stringValue
                    #expect(state != "25006" && state != "42601", "seed \(seed): \(text): \(answer.text)")
                }
            }
            // So that the test does not pass because everything was refused.
            #expect(accepted > 100, "\(accepted)")
            #expect(try await shop.fingerprint() == before)
        }
    }
}

/// What the server's own parser and planner make of a text that is one statement.
private final class ServerVerdict {
    private let connection: OpaquePointer

    init(_ url: String) throws {
        guard let connection = PQconnectdb(url), PQstatus(connection) == CONNECTION_OK else {
            throw CancellationError()
        }
        self.connection = connection
        ah_pq_drop_notices(connection)
    }

    deinit { PQfinish(connection) }

    /// Whether the server takes the text for one SELECT that locks and writes nothing, or does not understand it at all.
    func isReadOnly(_ text: String) -> Bool {
        let text = withoutParameters(text)
        guard state(of: "BEGIN READ ONLY") == nil else { return false }
        defer { _ = state(of: "ROLLBACK") }
        // 42601: no statement to the server's grammar, or none that a cursor may be of.
        guard let problem = state(of: "DECLARE c CURSOR FOR \(text)") else { return plan(text) }
        guard problem == "42601" else { return problem != "25006" }
        _ = state(of: "ROLLBACK")
        let prepared = PQprepare(connection, "", text, 0, nil)
        defer { PQclear(prepared) }
        return PQresultStatus(prepared) != PGRES_COMMAND_OK
    }

    /// Names of parameters are ours; the server gets nulls.
    private func withoutParameters(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var rest = Array(text.unicodeScalars)[...]
        func isLetter(_ scalar: Unicode.Scalar?) -> Bool {
            scalar.map { $0.isASCII && $0.properties.isAlphabetic } ?? false
        }
        while let scalar = rest.popFirst() {
            guard scalar == ":", result.last != ":", isLetter(rest.first) else {
                result.append(scalar)
                continue
            }
            rest = rest.drop { isLetter($0) || ("0"..."9").contains($0) || $0 == "_" }
            result.append(contentsOf: "NULL ".unicodeScalars)
        }
        return String(result)
    }

    /// Whether the plan neither writes nor locks.
    private func plan(_ text: String) -> Bool {
        let result = PQexecParams(connection, "EXPLAIN \(text)", 0, nil, nil, nil, nil, 0)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_TUPLES_OK else { return true }
        return (0..<PQntuples(result)).allSatisfy { row in
            let line = PQgetvalue(result, row, 0).map { String(cString: $0) } ?? ""
            return !["LockRows", "Insert on", "Update on", "Delete on", "Merge on"].contains { line.contains($0) }
        }
    }

    /// The server's code for what went wrong; nil when nothing did. By the extended protocol, which takes one statement only.
    private func state(of text: String) -> String? {
        let result = PQexecParams(connection, text, 0, nil, nil, nil, nil, 0)
        defer { PQclear(result) }
        guard let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map({ String(cString: $0) }) else {
            return nil
        }
        // Some functions call what they are given no syntax as well; the parser names a place in the statement.
        let isOfTheParser = PQresultErrorField(result, Int32(UInt8(ascii: "P"))) != nil
        return state == "42601" && !isOfTheParser ? "a function's 42601" : state
    }
}
