import HubCore
import Testing

@testable import HubPlugins

@Suite struct BorderMeasurementTests {
    @Test func anEchoIsMeasuredEachWay() async throws {
        try await HostFixture.with(.plugin("echo")) { fixture async throws in
            let border = BorderMeasurement(host: fixture.host, invocation: try HostFixture.invocation(.of("ECHO")))
            #expect(try await border.synchronous(rounds: 10) > 0)
            #expect(try await border.inline(rounds: 10) > 0)
            #expect(try await border.hop(rounds: 10) > 0)
            #expect(try fixture.plugin("echo").count(.invoked) == 22)
        }
    }

    @Test func whatIsNotAnsweredInlineIsNotMeasured() async throws {
        try await HostFixture.with(.plugin("echo")) { fixture async throws in
            let unknown = BorderMeasurement(host: fixture.host, invocation: try HostFixture.invocation(.of("NO_SUCH")))
            await #expect(throws: BorderMeasurement.Failure.self) { try await unknown.synchronous(rounds: 1) }
            await #expect(throws: BorderMeasurement.Failure.self) { try await unknown.inline(rounds: 1) }
            await #expect(throws: BorderMeasurement.Failure.self) { try await unknown.hop(rounds: 1) }
        }
    }
}
