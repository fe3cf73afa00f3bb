import HubCore
import Testing

@Suite struct TraceContextTests {
    private let id = "4bf92f3577b34da6a3ce929d0e0e4736"

    @Test func continuesTheCallersTraceWithASpanOfItsOwn() throws {
        let trace = try #require(TraceContext(continuing: "00-\(id)-00f067aa0ba902b7-01"))
        #expect(trace.traceID == id && trace.isSampled && trace.spanID != "00f067aa0ba902b7")
        #expect(trace.traceparent == "00-\(id)-\(trace.spanID)-01")
    }

    @Test func takesALaterVersionForWhatItKnowsOfIt() {
        #expect(TraceContext(continuing: "cc-\(id)-00f067aa0ba902b7-03-what-will-be")?.isSampled == true)
    }

    @Test(arguments: [
        "", "00-4bf92f3577b34da6a3ce929d0e0e4736", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473\n-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
        "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "cc-" + String(repeating: "-", count: 600),
    ])
    func knowsNoTraceInWhatIsNotWellFormed(traceparent: String) {
        #expect(TraceContext(continuing: traceparent) == nil)
    }

    @Test func beginsTracesOfTheRightForm() {
        let traces = (0..<1000).map { _ in TraceContext() }
        #expect(Set(traces.map(\.traceID)).count == 1000)
        for trace in traces {
            #expect(trace.traceID.utf8.count == 32 && trace.spanID.utf8.count == 16)
            #expect(TraceContext(continuing: trace.traceparent)?.traceID == trace.traceID)
        }
    }
}
