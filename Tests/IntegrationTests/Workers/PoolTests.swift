import Foundation
import HubCore
import Support
import Testing

/// A worker whose connections to the database are all taken.
@Suite(.enabled(if: TestPostgres.isAvailable), .timeLimit(.minutes(5))) struct PoolTests {
    @Test func refusesATurnInTimeWhileAnotherHoldsTheOnlyConnection() async throws {
        let erp = try WorkersTests.erp()
        defer { erp.stop() }
        let environment = ["AGENTHUB_DATABASE_POOL": "1", "AGENTHUB_TURN_TIMEOUT_MS": "30000"]
        try await HubSite.run(on: .postgreSQLAlone, environment: environment) { site in
            let hub = try await site.worker(["--egress-allow", "127.0.0.1:\(erp.port)"])
            let agent = StockAgent(hub: hub)
            try await agent.write(erp: erp.port)
            #expect(try await agent.ask().json["status"] == "success")
            let database = try #require(site.database)
            let holder = try await PostgresSession.open(database.admin)
            let session = try await PostgresSession.open(database.admin)
            try await holder.run("BEGIN; LOCK TABLE sessions")
            async let first = agent.ask()
            try await Patience.until("the connection is taken") {
                try await session.run(
                    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                ).isEmpty == false
            }
            let start = ContinuousClock.now
            let refusal = try await agent.ask()
            #expect(ContinuousClock.now - start < .seconds(30))
            #expect(refusal.status == 503)
            #expect(refusal.json["code"] == "storage_unavailable")
            #expect(refusal.headers["retry-after"] == "1")
            // It is well but for that.
            #expect(try await hub.http.request("GET", "/health/ready").status == 200)
            try await holder.run("ROLLBACK")
            _ = try await first
            try await Patience.until("a turn is answered") {
                try await agent.ask().status == 200
            }
        }
    }
}
