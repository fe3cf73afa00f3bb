import HubCore
import PluginABI
import Support
import Testing

@testable import HubPlugins

/// Tenants' secrets on their way to a tool's server, and nowhere else.
@Suite(.everyHosting) struct CredentialTests {
    private func with(
        _ script: @escaping LoopbackServer.Script, _ test: (HostFixture, LoopbackServer) async throws -> Void
    ) async throws {
        let server = try LoopbackServer(script)
        defer { server.stop() }
        try await HostFixture.with(.plugin("services"), egress: ["127.0.0.0/8"]) { fixture async throws in
            try await test(fixture, server)
        }
    }

    private func tool(_ endpoint: String, _ authorization: ToolAuthorization = .credential("erp")) -> Tool {
        .of("SERVICES", endpoint: endpoint, authorization: authorization)
    }

    private func head(_ url: String, _ auth: JSONValue = ["credential": "erp"], redirects: Int = 0) -> JSONValue {
        ["head": ["method": "GET", "url": .string(url), "auth": auth, "redirects": .int(redirects)]]
    }

    @Test(
        arguments: [
            (["credential": "erp"], "authorization", "Bearer s3cret-value"),
            (["credential": "erp", "header": "x-api-key", "scheme": ""], "x-api-key", "s3cret-value"),
            (["credential": "erp", "scheme": "Basic"], "authorization", "Basic s3cret-value"),
            (["credential": "erp", "header": "X-Token"], "x-token", "Bearer s3cret-value"),
        ] as [(JSONValue, String, String)])
    func theSecretGoesOutAsTheRequestWritesIt(_ auth: JSONValue, _ header: String, _ value: String) async throws {
        try await with { _ in
            .json("{}")
        } _: { fixture, server async throws in
            let answer = try await fixture.call(
                tool(server.url("/{x}")), head(server.url("/debt"), auth), credential: "s3cret-value"
            ).value
            #expect(answer?["http"] == 200)
            let request = try #require(server.requests.first)
            #expect(request.header(header) == value)
            if header != "authorization" { #expect(request.header("authorization") == nil) }
            #expect(!fixture.log.lines.contains { "\($0)".contains("s3cret-value") })
        }
    }

    @Test(
        arguments: [
            (.credential("other"), "The tool's row does not name that credential."),
            (.userJWT, "The tool's row does not name that credential."),
            (.none, "The tool's row does not name that credential."),
        ] as [(ToolAuthorization, String)])
    func aRowThatDoesNotNameItSendsNone(_ rule: ToolAuthorization, _ message: String) async throws {
        try await with { _ in
            .json("{}")
        } _: { fixture, server async throws in
            let value = try await fixture.call(
                tool(server.url("/"), rule), head(server.url("/")), credential: "s3cret-value"
            ).value
            #expect(value?["status"] == .int(Int(AH_E_AUTH)))
            #expect(value?["body"]?["message"]?.stringValue == message)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func withoutAValueNothingIsSent() async throws {
        try await with { _ in
            .json("{}")
        } _: { fixture, server async throws in
            let value = try await fixture.call(tool(server.url("/")), head(server.url("/"))).value
            #expect(value?["status"] == .int(Int(AH_E_AUTH)))
            #expect(server.requests.isEmpty)
        }
    }

    @Test func aRowWithACredentialDoesNotSendTheUsersToken() async throws {
        try await with { _ in
            .json("{}")
        } _: { fixture, server async throws in
            let value = try await fixture.call(
                tool(server.url("/")), head(server.url("/"), ["user_jwt": true]), credential: "s3cret-value"
            ).value
            #expect(value?["status"] == .int(Int(AH_E_AUTH)))
            #expect(server.requests.isEmpty)
        }
    }

    @Test func anotherOriginGetsNothing() async throws {
        let other = try LoopbackServer { _ in .json("{}") }
        defer { other.stop() }
        try await with { _ in
            .json("{}")
        } _: { fixture, server async throws in
            let row = tool(server.url("/"))
            for url in [other.url("/"), "http://localhost:\(server.port)/", "https://127.0.0.1:\(server.port)/"] {
                let value = try await fixture.call(row, head(url), credential: "s3cret-value").value
                #expect(value?["status"] == .int(Int(AH_E_AUTH)))
            }
            #expect(other.requests.isEmpty && server.requests.isEmpty)
        }
    }

    @Test func aRedirectToAnotherOriginDropsIt() async throws {
        let other = try LoopbackServer { _ in .json("{\"at\": \"other\"}") }
        defer { other.stop() }
        let target = other.url("/elsewhere")
        try await with { _ in
            .redirect(to: target)
        } _: { fixture, server async throws in
            let auth: JSONValue = ["credential": "erp", "header": "x-api-key", "scheme": ""]
            let value = try await fixture.call(
                tool(server.url("/")), head(server.url("/"), auth, redirects: 1), credential: "s3cret-value"
            ).value
            #expect(value?["body"]?["at"] == "other")
            #expect(server.requests.first?.header("x-api-key") == "s3cret-value")
            #expect(other.requests.first?.header("x-api-key") == nil)
        }
    }

    @Test(arguments: ["host", "Cookie", "content-length", "Transfer-Encoding"])
    func itGoesInNoHeaderThatIsTheHosts(_ header: String) throws {
        let text = #"{"method": "GET", "url": "u", "auth": {"credential": "erp", "header": "\#(header)"}}"#
        #expect(throws: HTTPServiceHead.Problem.self) { try HTTPServiceHead(Array(text.utf8)) }
    }

    @Test func aSecretThatIsNoHeaderIsNotSent() async throws {
        try await with { _ in
            .json("{}")
        } _: { fixture, server async throws in
            let value = try await fixture.call(
                tool(server.url("/")), head(server.url("/")), credential: "a\r\nX-Other: b"
            ).value
            #expect(value?["status"] == .int(Int(AH_E_INVALID_INPUT)))
            #expect(server.requests.isEmpty)
        }
    }
}
