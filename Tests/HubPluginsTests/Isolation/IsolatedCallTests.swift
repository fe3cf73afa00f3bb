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

    @Test func onlyThePluginsThatTheOperatorNamesRunInThisProcess() async throws {
        try await HostFixture.with(
            .plugin("echo"), .plugin("crash"), hosting: .isolated, configure: { $0.inProcess = ["test.echo"] }
        ) { fixture async throws in
            #expect(try await fixture.call(.of("ECHO"), ["a": 1]).value == ["a": 1])
            #expect(try await fixture.call(.of("CRASH"), ["do": "echo"]).value == ["do": "echo"])
            // Its library is loaded here.
            #expect(try fixture.plugin("echo").count(.invoked) == 1)
            #expect(try fixture.statistics("test.echo").process == nil)
            #expect(try fixture.statistics("test.crash").process != nil)
            let isolated = fixture.host.statuses().map { ($0.release.plugin, $0.isIsolated) }
            #expect(Dictionary(uniqueKeysWithValues: isolated) == ["test.echo": false, "test.crash": true])
        }
    }
}
