import HubCore
import Support
import Testing

@testable import HubPlugins

/// What a server says back of the secrets that it was sent, in the calls of turns.
@Suite(.everyHosting) struct EchoedSecretTests {
    private static let secret = #"s3cret/"value"#

    /// Calls a tool whose server answers with `body`, made of the header field that brought the identity.
    private func call(
        _ member: String, auth: JSONValue?, _ authorization: ToolAuthorization,
        _ body: @escaping @Sendable (String) -> JSONValue, _ test: (ToolOutcome, HostFixture) throws -> Void
    ) async throws {
        let server = try LoopbackServer { request in .json(body(request.header("authorization") ?? "nobody").text) }
        defer { server.stop() }
        try await HostFixture.with(.plugin("services"), egress: ["127.0.0.0/8"]) { fixture async throws in
            var head: JSONObject = ["method": "GET", "url": .string(server.url("/"))]
            head["auth"] = auth
            let tool = Tool.of("SERVICES", endpoint: server.url("/"), authorization: authorization)
            let outcome = try await fixture.call(tool, [member: .object(head)], credential: Self.secret)
            #expect((server.requests.first?.header("authorization") == nil) == (auth == nil))
            try test(outcome, fixture)
        }
    }

    @Test(
        arguments: [
            (["credential": "erp"], .credential("erp")), (["user_jwt": true], .userJWT),
        ] as [(JSONValue, ToolAuthorization)])
    func isMaskedInAResult(auth: JSONValue, authorization: ToolAuthorization) async throws {
        try await call("head", auth: auth, authorization) {
            [.object(["you": .string($0), "n": 15432.50, "\($0)!": true])]
        } _: { outcome, _ in
            let body = try #require(outcome.value?["body"])
            #expect(body == [["you": "Bearer •••", "n": 15432.50, "Bearer •••!": true]])
        }
    }

    @Test func isMaskedInAFailureBeforeItsMessageIsCut() async throws {
        let filling = String(repeating: "x", count: 1990)
        try await call("fail", auth: ["credential": "erp"], .credential("erp")) {
            .string(filling + $0)
        } _: { outcome, fixture in
            let failure = try #require(outcome.failure)
            #expect(failure.code == .notFound && failure.message == filling + "Bearer •••")
            #expect(failure.details == ["http_status": 404, "body": .string(filling + "Bearer •••")])
            let line = try #require(fixture.lines(with: filling).first)
            #expect(line.message.hasSuffix("Bearer •••\""))
        }
    }

    @Test func aCallThatSentNoSecretKeepsItsResultAsItIs() async throws {
        try await call("head", auth: nil, .none) { _ in
            ["says": .string("the-token and \(Self.secret)")]
        } _: { outcome, _ in
            #expect(outcome.value?["body"]?["says"] == .string("the-token and \(Self.secret)"))
        }
    }
}
