import HubCore
import Testing

@testable import HubPlugins

/// Calls of a plugin in a process of its own.
@Suite struct IsolatedCallTests {
    @Test func aCallComesBackWithItsResult() async throws {
        try await HostFixture.with(.plugin("echo"), hosting: .isolated) { fixture async throws in
            #expect(fixture.line("echo.so") == "echo.so: test.echo 1.0.0 offers ECHO")
            for number in 0..<100 {
                #expect(try await fixture.call(.of("ECHO"), ["a": .int(number)]).value == ["a": .int(number)])
            }
            #expect(try fixture.statistics("test.echo").process != nil)
        }
    }
}
