import Foundation
import HubCore
import Synchronization
import Testing

/// A turn that was answered is never lost, whatever happens to the process afterwards.
@Suite(.serialized, .timeLimit(.minutes(5))) struct DurabilityTests {
    private final class Acknowledged: Sendable {
        let turns = Mutex<[(session: String, reply: JSONValue)]>([])

        /// How many there are with this one.
        func add(_ session: String, _ reply: JSONValue) -> Int {
            turns.withLock {
                $0.append((session, reply))
                return $0.count
            }
        }
    }

    @Test(arguments: HubBackend.available)
    func losesNoAcknowledgedTurnToKill9UnderLoad(backend: HubBackend) async throws {
        try await HubSite.run(on: backend) { site in try await loseNothing(site) }
    }

    private func loseNothing(_ site: HubSite) async throws {
        let hub = try await site.worker(["--demo"])
        let token = try hub.token()
        let acknowledged = Acknowledged()
        await withTaskGroup { group in
            for _ in 0..<16 {
                group.addTask {
                    // Every worker asks until the server is gone.
                    while true {
                        guard
                            let response = try? await hub.ask("Show me debt for customer MST 0104985841", token: token)
                        else { return }
                        // Of a busy server.
                        if response.status == 503 { continue }
                        guard response.status == 200, let session = response.json["session_id"]?.stringValue
                        else { return }
                        let count = acknowledged.add(session, response.json)
                        if count == 200 { await hub.kill9() }
                    }
                }
            }
        }
        let turns = acknowledged.turns.withLock { $0 }
        #expect(turns.count >= 200)
        let restarted = try await site.worker(["--demo"], folder: hub.folder)
        var lost = 0
        for turn in turns {
            let messages = try await restarted.http.request(
                "GET", "/api/demo/sessions/\(turn.session)/messages", token: token
            ).json
            if messages["messages"]?.arrayValue?.last?["reply"] != turn.reply { lost += 1 }
        }
        #expect(lost == 0)
    }
}
