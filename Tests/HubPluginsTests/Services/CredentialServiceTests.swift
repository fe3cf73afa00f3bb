import HubCore
import PluginABI
import Testing

@testable import HubPlugins

/// Secrets' values in plugins' hands: by an explicit grant, the row's own, and never seen again.
@Suite struct CredentialServiceTests {
    private static let secret = "s3cret-value-0123"

    private func with(_ test: (HostFixture) async throws -> Void) async throws {
        try await HostFixture.with(
            .plugin("outside"),
            configure: { $0.grants["test.outside"] = Set(HostService.allCases) }, test)
    }

    private func tool(_ authorization: ToolAuthorization = .credential("db")) -> Tool {
        .of("OUTSIDE", endpoint: "postgresql://reader@db.example.com/erp", authorization: authorization)
    }

    private func sum(_ text: String) -> Int { text.utf8.reduce(0) { $0 + Int($1) } }

    @Test func thePluginGetsTheRowsOwnAndNobodySeesIt() async throws {
        try await with { fixture async throws in
            let outcome = try await fixture.call(tool(), ["secret": "db"], credential: Self.secret)
            #expect(try fixture.plugin("outside").number("test_secret") == sum(Self.secret))
            #expect(outcome.value == ["said": "•••", "within": "password=••• host=db"])
            #expect(fixture.lines(with: "•••").count == 1)
            #expect(!fixture.log.lines.contains { "\($0)".contains(Self.secret) })
        }
    }

    @Test(.everyHosting) func whatWasGivenIsMaskedInTheInstancesLaterCallsToo() async throws {
        try await with { fixture async throws in
            let row = tool()
            _ = try await fixture.call(row, ["secret": "db"], credential: Self.secret)
            // Rotated meanwhile: the plugin still has the old one.
            let outcome = try await fixture.call(row, ["again": 1], credential: "another-value-77")
            #expect(outcome.value?["said"] == "•••")
            #expect(!fixture.log.lines.contains { "\($0)".contains(Self.secret) })
        }
    }

    @Test(
        arguments: [
            (.credential("other"), Self.secret), (.userJWT, Self.secret), (.none, Self.secret),
            (.credential("db"), nil),
        ] as [(ToolAuthorization, String?)])
    func anothersOrNoneIsDenied(_ authorization: ToolAuthorization, _ value: String?) async throws {
        try await with { fixture async throws in
            let outcome = try await fixture.call(tool(authorization), ["secret": "db"], credential: value)
            #expect(outcome.failure?.code == .denied)
            #expect(try fixture.plugin("outside").number("test_secret") == 0)
        }
    }

    @Test(arguments: ["", String(repeating: "n", count: 129)]) func aNameThatIsNoneIsNotAccepted(_ name: String)
        async throws
    {
        try await with { fixture async throws in
            let outcome = try await fixture.call(
                tool(.credential(name)), ["secret": .string(name)], credential: Self.secret)
            #expect(outcome.failure?.code == .invalidInput)
            #expect(try fixture.plugin("outside").number("test_secret") == 0)
        }
    }

    @Test func withoutAGrantThereIsNoService() async throws {
        try await HostFixture.with(.plugin("outside")) { fixture async throws in
            let plugin = fixture.plugin("outside")
            #expect(try plugin.number("test_has_blob") == 1)
            #expect(try plugin.number("test_has_credentials") == 0)
            #expect(try plugin.number("test_has_egress") == 0)
            let outcome = try await fixture.call(tool(), ["secret": "db"], credential: Self.secret)
            #expect(outcome.failure?.code == .unsupported)
        }
    }
}
