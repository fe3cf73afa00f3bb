import HubCore
import PluginABI
import Support
import Testing

@testable import HubPlugins

/// HTTP requests of plugins: over sockets, with identities only where their row binds them.
@Suite struct HTTPServiceTests {
    private func with(
        _ script: @escaping LoopbackServer.Script, configure: (inout PluginHostConfiguration) -> Void = { _ in },
        _ test: (HostFixture, LoopbackServer) async throws -> Void
    ) async throws {
        let server = try LoopbackServer(script)
        defer { server.stop() }
        try await HostFixture.with(.plugin("services"), egress: ["127.0.0.0/8"], configure: configure) {
            fixture async throws in
            try await test(fixture, server)
        }
    }

    private func tool(_ endpoint: String, _ authorization: ToolAuthorization = .userJWT) -> Tool {
        .of("SERVICES", endpoint: endpoint, authorization: authorization)
    }

    @Test(.everyHosting) func aResponseReachesThePluginWithItsHeadersButNoCookie() async throws {
        try await with { _ in
            .respond(
                201,
                headers: [
                    ("Content-Type", "application/json"), ("X-Part", "one"), ("x-part", "two"), ("Set-Cookie", "a=b"),
                ], text: "{\"total\": 15432.50}")
        } _: { fixture, server async throws in
            let head: JSONValue = [
                "method": "GET", "url": .string(server.url("/debt?x=1")), "headers": ["Accept": "application/json"],
            ]
            let value = try await fixture.call(tool(server.url("/")), ["head": head]).value
            #expect(value?["status"] == 0)
            #expect(value?["http"] == 201)
            #expect(value?["body"]?["total"]?.literal == "15432.50")
            #expect(value?["headers"]?["content-type"] == "application/json")
            #expect(value?["headers"]?["x-part"] == "one, two")
            #expect(value?["headers"]?["set-cookie"] == nil)
            let request = try #require(server.requests.first)
            #expect(request.method == "GET")
            #expect(request.target == "/debt?x=1")
            #expect(request.header("accept") == "application/json")
            #expect(request.header("authorization") == nil)
        }
    }

    @Test(.everyHosting) func aBodyIsSent() async throws {
        try await with { _ in
            .json("{}")
        } _: { fixture, server async throws in
            let head: JSONValue = ["method": "POST", "url": .string(server.url("/orders"))]
            #expect(try await fixture.call(tool(server.url("/")), ["post": head]).value?["http"] == 200)
            #expect(server.requests.first?.text == "{\"sent\":1}")
        }
    }

    @Test(.everyHosting) func theUsersTokenGoesToTheRowsOriginAndNowhereElse() async throws {
        try await with { _ in
            .json("{}")
        } _: { fixture, server async throws in
            let bound = tool(server.url("/customers/{mst}/debt"))
            let head: JSONValue = [
                "method": "GET", "url": .string(server.url("/customers/1/debt")), "auth": ["user_jwt": true],
            ]
            #expect(try await fixture.call(bound, ["head": head]).value?["http"] == 200)
            #expect(server.requests.first?.header("authorization") == "Bearer the-token")

            // The same server by another name or port is another origin.
            for endpoint in [
                "http://localhost:\(server.port)/", "http://127.0.0.1:1/", "https://127.0.0.1:\(server.port)/",
            ] {
                let value = try await fixture.call(tool(endpoint), ["head": head]).value
                #expect(value?["status"] == .int(Int(AH_E_AUTH)))
                #expect(value?["body"]?["details"]?["kind"] == "auth")
            }
            #expect(server.requests.count == 1)
        }
    }

    @Test(
        .everyHosting,
        arguments: [
            ("http://{host}/", ToolAuthorization.userJWT), ("http://127.0.0.1@PORT/", .userJWT), ("HERE", .none),
        ])
    func aRowWithoutAFixedOriginOrWithoutTheUsersTokenSendsNone(_ endpoint: String, _ rule: ToolAuthorization)
        async throws
    {
        try await with { _ in
            .json("{}")
        } _: { fixture, server async throws in
            let head: JSONValue = ["method": "GET", "url": .string(server.url("/")), "auth": ["user_jwt": true]]
            let row = tool(endpoint == "HERE" ? server.url("/") : endpoint, rule)
            #expect(try await fixture.call(row, ["head": head]).value?["status"] == .int(Int(AH_E_AUTH)))
            #expect(server.requests.isEmpty)
        }
    }

    @Test(.everyHosting) func aPlatformAdministratorsTokenGoesToNoToolOfATenant() async throws {
        try await with { _ in
            .json("{}")
        } _: { fixture, server async throws in
            let head: JSONValue = ["method": "GET", "url": .string(server.url("/")), "auth": ["user_jwt": true]]
            var row = tool(server.url("/"))
            #expect(try await fixture.call(row, ["head": head], roles: [.platformAdmin]).value?["http"] == 200)
            row.owner = TenantID("acme")
            row.version += 1
            let refused = try await fixture.call(row, ["head": head], roles: [.user, .platformAdmin]).value
            #expect(refused?["status"] == .int(Int(AH_E_AUTH)))
            #expect(try await fixture.call(row, ["head": head], roles: [.tenantAdmin]).value?["http"] == 200)
            #expect(server.requests.count == 2)
        }
    }

    @Test(.everyHosting) func theTokenDoesNotFollowARedirectToAnotherOrigin() async throws {
        let other = try LoopbackServer { _ in .json("{\"at\": \"other\"}") }
        defer { other.stop() }
        let target = other.url("/elsewhere")
        try await with { _ in
            .redirect(to: target)
        } _: { fixture, server async throws in
            let head: JSONValue = [
                "method": "GET", "url": .string(server.url("/")), "auth": ["user_jwt": true], "redirects": 1,
            ]
            let value = try await fixture.call(tool(server.url("/")), ["head": head]).value
            #expect(value?["body"]?["at"] == "other")
            #expect(server.requests.first?.header("authorization") == "Bearer the-token")
            #expect(other.requests.count == 1)
            #expect(other.requests.first?.header("authorization") == nil)
        }
    }

    @Test(.everyHosting) func aRedirectThatIsNotToBeFollowedIsAResponse() async throws {
        try await with { _ in
            .redirect(to: "/elsewhere")
        } _: { fixture, server async throws in
            let head: JSONValue = ["method": "GET", "url": .string(server.url("/"))]
            let value = try await fixture.call(tool(server.url("/")), ["head": head]).value
            #expect(value?["http"] == 302)
            #expect(server.requests.count == 1)
        }
    }

    @Test(.everyHosting) func failuresCarryTheirKindAndNoSecret() async throws {
        try await with { request in
            request.target == "/large" ? .respond(body: [UInt8](repeating: 0x20, count: 2000)) : [.close]
        } _: { fixture, server async throws in
            func answer(_ head: JSONValue) async throws -> JSONValue {
                try #require(try await fixture.call(tool(server.url("/")), ["head": head]).value)
            }
            func head(_ url: String, _ more: (String, JSONValue)...) -> JSONValue {
                .object(JSONObject([("method", "GET"), ("url", .string(url)), ("auth", ["user_jwt": true])] + more))
            }
            let broken = try await answer(head(server.url("/broken")))
            #expect(broken["status"] == .int(Int(AH_E_UPSTREAM)))
            #expect(broken["http"] == 0)
            #expect(broken["headers"] == JSONValue.null)
            #expect(broken["body"]?["details"]?["kind"] == "connection")
            #expect(!broken.text.contains("the-token"))

            let large = try await answer(head(server.url("/large"), ("max_bytes", 1000)))
            #expect(large["status"] == .int(Int(AH_E_TOO_LARGE)))
            #expect(large["body"]?["details"]?["kind"] == "too_large")

            let denied = try await answer(["method": "GET", "url": "http://10.0.0.1/"])
            #expect(denied["status"] == .int(Int(AH_E_DENIED)))
            #expect(denied["body"]?["details"]?["kind"] == "denied")

            let invalid = try await answer(["method": "GET", "url": "ftp://127.0.0.1/"])
            #expect(invalid["status"] == .int(Int(AH_E_INVALID_INPUT)))
            #expect(invalid["body"]?["details"]?["kind"] == "invalid_url")
        }
    }

    @Test func aMalformedHeadIsNotAcceptedAndTheLogSaysWhy() async throws {
        try await with { _ in
            .json("{}")
        } _: { fixture, server async throws in
            let head: JSONValue = [
                "method": "GET", "url": .string(server.url("/")), "headers": ["Authorization": "Bearer stolen"],
            ]
            #expect(try await fixture.call(tool(server.url("/")), ["head": head]).failure?.code == .invalidInput)
            #expect(try fixture.plugin("services").number("test_refusal") == Int(AH_E_INVALID_INPUT))
            #expect(server.requests.isEmpty)
            let line = try #require(fixture.lines(with: "malformed service request").first)
            #expect(line.message.contains("the header Authorization is the host's to set"))
            #expect(!line.message.contains("stolen"))
        }
    }

    @Test func aRequestEndsWithItsCallAndItsCallbackStillRuns() async throws {
        try await with { _ in
            [.hang]
        } _: { fixture, server async throws in
            let head: JSONValue = ["method": "GET", "url": .string(server.url("/"))]
            let invocation = try HostFixture.invocation(tool(server.url("/")), ["head": head])
            let task = Task { await fixture.host.invoke(invocation) }
            _ = await server.received(1)
            task.cancel()
            #expect(await task.value.failure?.code == .cancelled)
            await server.ended(1)
            try await fixture.plugin("services").pass(0)
            #expect(try fixture.plugin("services").number("test_done_count") == 1)
            // Its completion came, so the plugin owes nothing.
            #expect(try fixture.statistics("test.services").owedCompletions == 0)
        }
    }

    @Test func aRequestEndsAtItsCallsDeadline() async throws {
        try await with { _ in
            [.hang]
        } _: { fixture, server async throws in
            let head: JSONValue = ["method": "GET", "url": .string(server.url("/"))]
            let outcome = try await fixture.call(tool(server.url("/")), ["head": head], within: .seconds(1))
            // Either the call's own deadline or the request's, which is the same, comes first.
            let isDeadline = outcome.failure?.code == .deadline || outcome.value?["status"] == .int(Int(AH_E_DEADLINE))
            #expect(isDeadline)
            try await fixture.plugin("services").pass(0)
        }
    }

    @Test(.everyHosting) func aRequestsOwnTimeoutIsShorterThanTheCalls() async throws {
        try await with { _ in
            [.hang]
        } _: { fixture, server async throws in
            let head: JSONValue = ["method": "GET", "url": .string(server.url("/")), "timeout_ms": 30]
            let value = try await fixture.call(tool(server.url("/")), ["head": head]).value
            #expect(value?["status"] == .int(Int(AH_E_DEADLINE)))
        }
    }

    @Test(.everyHosting) func aPluginOverItsRequestsIsToldThatItIsBusy() async throws {
        try await with { _ in
            [.hang]
        } configure: {
            $0.requestsPerPlugin = 1
        } _: { fixture, server async throws in
            let head: JSONValue = ["method": "GET", "url": .string(server.url("/"))]
            let invocation = try HostFixture.invocation(tool(server.url("/")), ["head": head])
            let task = Task { await fixture.host.invoke(invocation) }
            _ = await server.received(1)
            let second = try await fixture.call(tool(server.url("/")), ["head": head])
            #expect(second.failure?.code == .busy, "\(second)")
            task.cancel()
            let first = await task.value
            #expect(first.failure?.code == .cancelled, "\(first)")
        }
    }

    @Test(.everyHosting) func aServiceThatIsNotAskedForOrNotGrantedIsAbsent() async throws {
        try await HostFixture.with(
            .plugin("services", "-DSERVICES=\"\\\"agenthub.host.kv/1\\\"\""),
            configure: { $0.grants = ["test.services": [.http]] }
        ) { fixture async throws in
            #expect(try await fixture.call(.of("SERVICES"), ["put": 1]).failure?.code == .unsupported)
            #expect(
                try await fixture.call(.of("SERVICES"), ["head": ["url": "http://x/"]]).failure?.code == .unsupported)
        }
    }
}
