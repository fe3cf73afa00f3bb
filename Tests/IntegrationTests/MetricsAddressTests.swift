import Foundation
import HubCore
import Support
import Testing

/// `/metrics` on an address of its own.
@Suite struct MetricsAddressTests {
    /// A port that was free a moment ago.
    private func freePort() throws -> Int {
        let server = try LoopbackServer { _ in [.close] }
        defer { server.stop() }
        return Int(server.port)
    }

    /// A server and the port of its metrics.
    private func start() async throws -> (HubProcess, Int) {
        for _ in 0..<5 {
            let port = try freePort()
            do {
                let hub = try await HubProcess.start(
                    ["--demo"], environment: ["AGENTHUB_METRICS_ADDRESS": "127.0.0.1:\(port)"])
                return (hub, port)
            } catch is HubProcess.StartFailure {
                // Somebody else took it meanwhile.
                continue
            }
        }
        throw HubCommand.Failure("no port stays free")
    }

    @Test func isServedThereWithoutATokenAndNowhereElse() async throws {
        let (hub, port) = try await start()
        _ = try await hub.ask("Show me debt for customer MST 0104985841")
        let metrics = RawHTTP(port: port)
        let served = try await metrics.request("GET", "/metrics")
        #expect(served.status == 200)
        let text = String(decoding: served.body, as: UTF8.self)
        #expect(text.contains("\nagenthub_turns_total") || text.contains("\nagenthub_turn"), "\(text.prefix(400))")
        #expect(try await metrics.request("GET", "/health/live").status == 404)
        let admin = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        #expect(try await hub.http.request("GET", "/metrics", token: admin).status == 404)
        await hub.stop()
    }

    @Test func isNamedWhenItIsTaken() async throws {
        let taken = try LoopbackServer { _ in [.close] }
        defer { taken.stop() }
        do {
            let hub = try await HubProcess.start(
                [], environment: ["AGENTHUB_METRICS_ADDRESS": "127.0.0.1:\(taken.port)"])
            // It may be ready before it finds out.
            let line = "cannot listen on 127.0.0.1, port \(taken.port)"
            try await Patience.until("its end") { hub.logText.contains(line) }
            #expect(hub.logText.contains("AGENTHUB_METRICS_ADDRESS") && !hub.logText.contains("--port"))
            #expect(await hub.stop() == 1)
        } catch let failure as HubProcess.StartFailure {
            #expect(failure.status == 1)
            #expect(failure.log.contains("cannot listen on 127.0.0.1, port \(taken.port)"), "\(failure.log)")
            #expect(failure.log.contains("AGENTHUB_METRICS_ADDRESS") && !failure.log.contains("--port"))
        }
    }
}
