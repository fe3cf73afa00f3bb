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
            #expect(again.text.hasPrefix("0 secrets sealed anew, \(Self.others + 2) were"), "\(again.text)")
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

    /// Kills the rotation once it has sealed something, before it has sealed everything.
    private func cutOff(_ rotation: HubCommand, in database: HubDatabase) async throws {
        let session = try await PostgresSession.open(database.admin)
        func tokens() async throws -> Set<[String?]> {
            Set(try await session.run("SELECT name, token FROM tenant_secrets"))
        }
        let before = try await tokens()
        // Nothing has begun while the program starts.
        try await Patience.until("a secret sealed anew") { try await tokens() != before }
        rotation.kill9()
        let (status, _) = try await rotation.ended()
        let left = try await tokens().intersection(before).count
        print("cut off with \(left) of \(before.count) secrets to go")
        #expect(status == 9)
        #expect(left > 0)
    }
}
