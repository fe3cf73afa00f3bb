import HubCore
import PluginABI
import Testing

@testable import HubPlugins

/// What plugins' own sockets may connect to.
@Suite(.everyHosting) struct EgressServiceTests {
    private func with(_ allowing: [String], _ test: (HostFixture) async throws -> Void) async throws {
        try await HostFixture.with(
            .plugin("outside"), egress: allowing,
            configure: { $0.grants["test.outside"] = Set(HostService.allCases) }, test)
    }

    private func resolve(_ fixture: HostFixture, _ name: String, port: Int = 5432) async throws -> ToolOutcome {
        try await fixture.call(.of("OUTSIDE"), ["resolve": .string(name), "port": .int(port)])
    }

    @Test func whatTheOperatorAllowsHasAddresses() async throws {
        try await with(["127.0.0.0/8:5432"]) { fixture async throws in
            #expect(try await resolve(fixture, "127.0.0.1").value == ["addresses": ["127.0.0.1"]])
            let named = try await resolve(fixture, "localhost").value
            // The machine's other loopback address is not in the list, and is left out.
            #expect(named == ["addresses": ["127.0.0.1"]])
        }
    }

    /// Private networks, this machine, clouds' metadata, and the same in other spellings.
    @Test(arguments: [
        "127.0.0.1", "localhost", "10.0.0.5", "192.168.1.1", "172.16.0.1", "169.254.169.254", "168.63.129.16",
        "100.100.100.200", "0.0.0.0", "::1", "::", "fd00::1", "fe80::1", "::ffff:169.254.169.254", "64:ff9b::a00:1",
        "2002:a00:1::1", "127.1", "0x7f.0.0.1", "2130706433", "LOCALHOST",
    ])
    func whatIsNotPublicIsDenied(_ name: String) async throws {
        try await with([]) { fixture async throws in
            let failure = try await resolve(fixture, name).failure
            // Whether a C library reads it as an address or as a name that nobody has: it leads nowhere.
            #expect(failure?.code == .denied || failure?.code == .upstream, "\(name)")
            #expect(["denied", "resolution"].contains(failure?.details["kind"]?.stringValue))
        }
    }

    @Test func anotherPortThanTheAllowedOneIsDenied() async throws {
        try await with(["127.0.0.1:5432"]) { fixture async throws in
            #expect(try await resolve(fixture, "127.0.0.1", port: 5433).failure?.code == .denied)
            #expect(try await resolve(fixture, "127.0.0.1", port: 5432).failure == nil)
        }
    }

    @Test func aPublicAddressIsGivenBackAsItIs() async throws {
        try await with([]) { fixture async throws in
            #expect(try await resolve(fixture, "1.1.1.1").value == ["addresses": ["1.1.1.1"]])
            #expect(try await resolve(fixture, "2606:4700::1111").value == ["addresses": ["2606:4700::1111"]])
        }
    }

    @Test(arguments: [("", 1), ("a", 0), ("a", 65536), (String(repeating: "a", count: 256), 1)])
    func whatIsNoNameOrPortIsNotAccepted(_ name: String, _ port: Int) async throws {
        try await with(["127.0.0.0/8"]) { fixture async throws in
            #expect(try await resolve(fixture, name, port: port).failure?.code == .invalidInput)
        }
    }

    @Test(arguments: ["a b", "a/b", "user@host", "/var/run/postgresql", "[::1]", "a,b", ".a", "::1%lo"])
    func whatNoHostIsCalledIsRefused(_ name: String) async throws {
        try await with(["127.0.0.0/8", "::1"]) { fixture async throws in
            #expect(try await resolve(fixture, name).failure?.code == .invalidInput)
        }
    }
}
