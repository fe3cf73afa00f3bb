import HubCore
import PluginABI
import Support
import Testing

@Suite(.enabled(if: TestPostgres.isAvailable), .serialized)
struct TimeTests {
    /// Never done in the time of a test, and cheap on paper.
    private static let endless = """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS c FROM n
        """

    @Test func theServerStopsWhatTakesTooLong() async throws {
        try await ShopDatabase.run { shop in
            let answer = try await shop.run(Self.endless, [:], ["limits": ["statement_ms": 100]])
            #expect(answer.has(AH_E_UPSTREAM) && answer.message?.contains("was stopped") == true, "\(answer.text)")
        }
    }

    @Test func aCallEndsAtItsDeadlineAndItsStatementToo() async throws {
        try await ShopDatabase.run { shop in
            let tool = try shop.tool(Self.endless, ["limits": ["statement_ms": 60000]])
            #expect(await tool.health().has(AH_OK))
            let answer = try await tool.ask([:], deadline: .after(.milliseconds(400)))
            #expect(answer.has(AH_E_DEADLINE) || answer.has(AH_E_UPSTREAM), "\(answer.text)")
            try await shop.untilNothingRuns()
        }
    }

    @Test func aCancelledCallEndsAndItsStatementToo() async throws {
        try await ShopDatabase.run { shop in
            let tool = try shop.tool(Self.endless, ["limits": ["statement_ms": 60000]])
            async let begun = BlockingWork.run { tool.begin(Array("{}".utf8)) }
            try await shop.untilSomethingRuns()
            // The host's first call.
            tool.cancel(1)
            let call = try await begun
            #expect(await tool.completion(of: call).has(AH_E_CANCELLED))
            try await shop.untilNobodyIsConnected()
        }
    }

    @Test func aLockedTableIsNotWaitedForLong() async throws {
        try await ShopDatabase.run { shop in
            let tool = try shop.tool("SELECT id FROM orders", ["limits": ["lock_ms": 50]])
            #expect(await tool.health().has(AH_OK))
            let owner = try await PostgresSession.open(shop.ownerURL)
            try await owner.run("BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE")
            #expect(await tool.run([:]).has(AH_E_BUSY))
            try await owner.run("ROLLBACK")
            #expect(await tool.run([:]).rows.count == 3)
        }
    }
}
