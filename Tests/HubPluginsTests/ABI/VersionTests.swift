import HubCore
import Testing

@testable import HubPlugins

/// A plugin's version of the ABI against the host's: the table of docs/plugin-abi.md.
@Suite(.everyHosting) struct VersionTests {
    @Test func aPluginOfALaterMinorVersionThatCanDoWithoutItServes() async throws {
        try await HostFixture.with(.plugin("newer")) { fixture async throws in
            #expect(fixture.line("newer.so") == "newer.so: test.newer 1.0.0 offers NEWER")
            #expect(try await fixture.call(.of("NEWER"), ["a": 1]).value == ["a": 1])
            #expect(fixture.lines(with: "misbehav").isEmpty)
            let scope = TenantScope(tenant: try #require(TenantID("acme")))
            #expect(try await fixture.host.indexed(scope, by: .after(.seconds(60))).get().isEmpty)
        }
    }

    @Test func aPluginThatNeedsALaterMinorVersionIsRefusedInWords() async throws {
        try await HostFixture.with(.plugin("newer", "-DNEEDED=0x00010007u")) { fixture async throws in
            #expect(fixture.line("newer.so") == "newer.so needs a host of ABI 1.7 or later, and this one speaks 1.0")
            #expect(fixture.host.toolTypes().isEmpty)
        }
    }

    @Test(arguments: [
        ("wrong_version", "wrong_version.so is built for ABI 2.0, and this host speaks 1.0"),
        ("next_major", "next_major.so is built for ABI 2, and this host speaks 1.0"),
    ])
    func aPluginOfAnotherMajorVersionIsRefusedInWords(_ plugin: String, _ line: String) async throws {
        try await HostFixture.with(.plugin(plugin)) { fixture async throws in
            #expect(fixture.line("\(plugin).so") == line)
        }
    }
}
