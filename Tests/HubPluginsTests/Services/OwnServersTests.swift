import HubCore
import HubEgress
import PluginABI
import Support
import Testing

@testable import HubPlugins

/// A server that the operator gave to one plugin: its own requests get there, and nobody else's.
@Suite(.everyHosting) struct OwnServersTests {
    private func with(
        _ script: @escaping LoopbackServer.Script, egress: [String] = [],
        _ test: (HostFixture, LoopbackServer) async throws -> Void
    ) async throws {
        let server = try LoopbackServer(script)
        defer { server.stop() }
        let origin = try #require(Origin(url: server.url("/")))
        try await HostFixture.with(
            .plugin("services"), .plugin("services", as: "others", "-DPLUGIN=\"test.others\"", "-DTYPE=\"OTHERS\""),
            egress: egress, except: [origin], configure: { $0.origins = ["test.services": [origin]] }
        ) { fixture async throws in
            try await test(fixture, server)
        }
    }

    private func head(_ url: String, auth: JSONValue? = nil, redirects: Int = 0) -> JSONValue {
        var head: JSONObject = ["method": "GET", "url": .string(url), "redirects": .int(redirects)]
        if let auth { head["auth"] = auth }
        return ["head": .object(head)]
    }

    @Test func itsPluginReachesItWhateverThePolicySays() async throws {
        try await with({ _ in .json("{\"here\": 1}") }) { fixture, server async throws in
            let value = try await fixture.call(.of("SERVICES"), head(server.url("/api"))).value
            #expect(value?["http"] == 200 && value?["body"]?["here"] == 1)
            #expect(server.requests.first?.header("authorization") == nil)
        }
    }

    /// Though the operator's list would let it through.
    @Test func noOtherPluginReachesIt() async throws {
        try await with({ _ in .json("{}") }, egress: ["127.0.0.0/8", "localhost"]) { fixture, server async throws in
            for host in ["127.0.0.1", "127.0.0.9", "localhost"] {
                let url = server.url("/api", host: host)
                let row = Tool.of("OTHERS", endpoint: url)
                let value = try await fixture.call(row, head(url)).value
                #expect(value?["status"] == .int(Int(AH_E_DENIED)), "\(host)")
                let token = try await fixture.call(row, head(url, auth: ["user_jwt": true])).value
                #expect(token?["status"] == .int(Int(AH_E_DENIED)), "\(host)")
            }
            #expect(server.connections == 0)
        }
    }

    /// Nor does it take along who asks: not even of a row whose endpoint is there.
    @Test(arguments: [.userJWT, .credential("erp")] as [ToolAuthorization])
    func nobodysIdentityGoesThere(_ authorization: ToolAuthorization) async throws {
        try await with({ _ in .json("{}") }) { fixture, server async throws in
            let row = Tool.of("SERVICES", endpoint: server.url("/"), authorization: authorization)
            let auth: JSONValue = authorization == .userJWT ? ["user_jwt": true] : ["credential": "erp"]
            let value = try await fixture.call(row, head(server.url("/"), auth: auth), credential: "s3cret-value").value
            #expect(value?["status"] == .int(Int(AH_E_AUTH)))
            #expect(server.connections == 0)
        }
    }

    @Test func aRedirectAwayFromItIsRefused() async throws {
        let other = try LoopbackServer { _ in .json("{}") }
        defer { other.stop() }
        let target = other.url("/")
        try await with({ _ in .redirect(to: target) }, egress: ["127.0.0.0/8"]) { fixture, server async throws in
            let value = try await fixture.call(.of("SERVICES"), head(server.url("/"), redirects: 3)).value
            #expect(value?["status"] == .int(Int(AH_E_DENIED)))
            #expect(server.requests.count == 1 && other.connections == 0)
        }
    }

    @Test func aRedirectToItFromElsewhereIsRefusedToItsPluginToo() async throws {
        try await with({ _ in .json("{}") }, egress: ["127.0.0.0/8"]) { fixture, server async throws in
            let target = server.url("/")
            let redirecting = try LoopbackServer { _ in .redirect(to: target) }
            defer { redirecting.stop() }
            let value = try await fixture.call(.of("SERVICES"), head(redirecting.url("/"), redirects: 3)).value
            #expect(value?["status"] == .int(Int(AH_E_DENIED)))
            #expect(server.connections == 0)
        }
    }

    @Test func elsewhereItsPluginIsUnderTheOrdinaryPolicy() async throws {
        let other = try LoopbackServer { _ in .json("{}") }
        defer { other.stop() }
        try await with({ _ in .json("{}") }) { fixture, _ async throws in
            let value = try await fixture.call(.of("SERVICES"), head(other.url("/"))).value
            #expect(value?["status"] == .int(Int(AH_E_DENIED)))
            #expect(other.connections == 0)
        }
    }
}
