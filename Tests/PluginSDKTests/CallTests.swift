import HubCore
import PluginABI
import Support
import Testing

@Suite(.timeLimit(.minutes(1))) struct CallTests {
    private let host: ScriptedPluginHost

    init() throws { host = try ScriptedPluginHost("ProbePlugin") }

    @Test func knowsItsDeadlineAndThatItIsWaitedFor() async throws {
        let deadline = Deadline.after(.seconds(30))
        let completion = try await host.instance(of: "FACTS", [:]).run([:], deadline: deadline)
        #expect(completion.json == ["deadline": .string(String(deadline.nanoseconds)), "cancelled": false])
    }

    @Test func isCancelledAndPastItsDeadlineOnceItIsOver() async throws {
        let instance = try host.instance(of: "FACTS", [:])
        let call = instance.begin(Array("{}".utf8))
        try await host.until { !$0.log.isEmpty }
        #expect(host.log.last == .init(call: call, level: Int32(AH_LOG_TRACE), text: "over"))
    }

    @Test func writesToTheHostsLog() async throws {
        let instance = try host.instance(of: "FACTS", [:])
        let call = instance.begin(Array(#"{"word": "kho hàng"}"#.utf8))
        try await host.until { !$0.log.isEmpty }
        #expect(host.log.first == .init(call: call, level: Int32(AH_LOG_WARNING), text: "Seen: kho hàng"))
    }

    @Test func isNamedToTheAuthorWhenItIsCancelled() async throws {
        let instance = try host.instance(of: "HOLD", [:])
        let kept = instance.begin(Array("{}".utf8))
        let cancelled = instance.begin(Array("{}".utf8))
        try await host.until { $0.log.count == 2 }
        instance.cancel(cancelled)
        let completion = await instance.completion(of: cancelled)
        #expect(completion.status == ah_status(AH_E_CANCELLED))
        #expect(completion.message == "Cancelled.")
        instance.cancel(kept)
        #expect(await instance.completion(of: kept).status == ah_status(AH_E_CANCELLED))
        instance.cancel(kept)
        #expect(host.staleCompletions == 0)
    }
}
