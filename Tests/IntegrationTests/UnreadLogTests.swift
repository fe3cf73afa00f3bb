import HubCore
import Testing

@Suite(.timeLimit(.minutes(5))) struct UnreadLogTests {
    @Test func aLogThatNobodyReadsHoldsUpNoRequest() async throws {
        let hub = try await HubProcess.start([], readsLog: false)
        // A pipe holds 64 KB, a request's line is more than 150 bytes.
        for _ in 0..<1000 {
            #expect(try await hub.http.request("GET", "/health/live").status == 200)
        }
        let admin = try hub.token(roles: [.platformAdmin])
        let metrics = try await hub.http.request("GET", "/metrics", token: admin)
        #expect(String(decoding: metrics.body, as: UTF8.self).contains("\nagenthub_log_lines_dropped_total 0\n"))
        #expect(await hub.stop() == 0)
    }

    @Test func whatKeepsAServerFromStartingIsSaidBehindItsLog() async throws {
        let failure = await #expect(throws: HubProcess.StartFailure.self) {
            try await HubProcess.start(["--host", "192.0.2.1"], port: 1)
        }
        #expect(failure?.status == 1)
        #expect(failure?.log.contains("agenthub: ") == true)
    }
}
