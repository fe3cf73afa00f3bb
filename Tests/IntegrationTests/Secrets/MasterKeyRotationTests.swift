import Foundation
import HubCore
import Support
import Testing

/// The master keys change, and tenants' secrets stay usable: while servers serve, and when the rotation is cut off.
@Suite(.serialized) struct MasterKeyRotationTests {
    private static let others = 150

    @Test(arguments: HubBackend.available) func keepsEverySecretUsable(backend: HubBackend) async throws {
        let agent = try SecretAgent()
        defer { agent.stop() }
        try await HubSite.run(on: backend) { site in
            let old = try await site.worker(agent.arguments)
            try await agent.write(on: old)
            try await writeOthers(agent, on: old)
            try await agent.expectAnswer(old)
            await old.stop()

            let key = try await HubCommand.run(["keys", "generate"]).trimmingCharacters(in: .whitespacesAndNewlines)
            let both = ["AGENTHUB_MASTER_KEYS": "\(key),\(site.masterKey)"]
            let hub = try await site.worker(agent.arguments, folder: old.folder, environment: both)
            try await agent.expectAnswer(hub)
            let rotate = { (keys: [String: String]) in
                try HubCommand.start(
                    ["keys", "rotate", "--var", hub.folder.path],
                    environment: site.environment.merging(keys) { _, new in new })
            }
            if let database = site.database { try await cutOff(try rotate(both), in: database) }
            let rotation = try rotate(both)
            async let outcome = rotation.ended()
            for _ in 0..<5 { try await agent.expectAnswer(hub) }
            let (status, text) = try await outcome
            print("rotation (\(backend)): \(text)")
            #expect(status == 0, "\(text)")
            #expect(text.contains("0 could not be opened"))
            try await agent.expectAnswer(hub)
            await hub.stop()

            let again = try await rotate(["AGENTHUB_MASTER_KEYS": key]).ended()
            #expect(again.text.hasPrefix("0 secrets sealed anew; now \(Self.others + 2) are"), "\(again.text)")
            let new = try await site.worker(
                agent.arguments, folder: old.folder, environment: ["AGENTHUB_MASTER_KEYS": key])
            try await agent.expectAnswer(new)
            for secret in [SecretAgent.secret, SecretAgent.modelKey, key, site.masterKey] {
                #expect(!(site.logs + text).contains(secret))
            }
        }
    }

    private func writeOthers(_ agent: SecretAgent, on hub: HubProcess) async throws {
        try await withThrowingTaskGroup { group in
            for part in 0..<5 {
                group.addTask {
                    for number in 0..<Self.others / 5 {
                        _ = try await agent.send(
                            hub, "PUT", "tenants/acme/secrets/other-\(part)-\(number)", ["value": "another"])
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Kills the rotation in the midst of its work: where it waits for a secret that this test holds.
    private func cutOff(_ rotation: HubCommand, in database: HubDatabase) async throws {
        let holder = try await PostgresSession.open(database.admin)
        let names = try await holder.run("SELECT name FROM tenant_secrets ORDER BY name").compactMap(\.[0])
        let held = names[names.count / 2]
        func tokens() async throws -> Set<[String?]> {
            Set(try await database.run("SELECT name, token FROM tenant_secrets"))
        }
        let before = try await tokens()
        try await holder.run("BEGIN")
        try await holder.run("SELECT 1 FROM tenant_secrets WHERE name = '\(held)' FOR UPDATE")
        try await Patience.until("a rotation that waits, or gave it up") {
            let waiting = try await database.run(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
            return !waiting.isEmpty || !rotation.isRunning
        }
        rotation.kill9()
        let (status, text) = try await rotation.ended()
        // Before the row is let go: the server may still carry out what it was asked.
        let left = try await tokens().intersection(before).count
        try await holder.run("ROLLBACK")
        #expect(status != 0, "\(text)")
        #expect(left > 0 && left < before.count, "\(left) of \(before.count)")
    }
}
