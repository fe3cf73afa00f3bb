import HubCore
import HubMetrics
import Support
import Testing

@testable import HubPlugins

@Suite struct ToolTesterTests {
    private func with(
        _ script: @escaping LoopbackServer.Script, _ test: (HostFixture, LoopbackServer) async throws -> Void
    ) async throws {
        let server = try LoopbackServer(script)
        defer { server.stop() }
        try await HostFixture.with(.plugin("services"), egress: ["127.0.0.0/8"]) { fixture async throws in
            try await test(fixture, server)
        }
    }

    @Test func anExchangeIsShownWithoutTheTokenThoughTheServerEchoesIt() async throws {
        try await with { request in
            .respond(
                200,
                headers: [("Content-Type", "application/json"), ("X-Echo", request.header("authorization") ?? "")],
                text: "{\"you\": \"\(request.header("authorization") ?? "")\"}")
        } _: { fixture, server async throws in
            let head: JSONValue = [
                "method": "POST", "url": .string(server.url("/debt?t=the-token")), "auth": ["user_jwt": true],
                "headers": ["X-A": "1", "X-Api-Key": "static"],
            ]
            let tool = Tool.of("SERVICES", endpoint: server.url("/"))
            let report = await fixture.host.test(try HostFixture.invocation(tool, ["post": head]))
            #expect(server.requests.first?.header("authorization") == "Bearer the-token")
            #expect(report.outcome.value?["body"]?["you"] == "Bearer •••")
            let exchange = try #require(report.exchanges.first)
            #expect(report.exchanges.count == 1)
            #expect(exchange.method == "POST")
            #expect(exchange.url == server.url("/debt?t=•••"))
            #expect(
                exchange.requestHeaders == [
                    .init(name: "X-A", value: "1"), .init(name: "X-Api-Key", value: "•••"),
                    .init(name: "Authorization", value: "•••"),
                ])
            #expect(exchange.requestBody == "{\"sent\":1}")
            #expect(exchange.status == 200)
            #expect(exchange.responseBody == "{\"you\": \"Bearer •••\"}")
            #expect(exchange.responseHeaders.contains { $0.value == "Bearer •••" })
            #expect(!"\(report)".contains("the-token"))
        }
    }

    @Test func aCredentialsHeaderAndValueAreHidden() async throws {
        try await with { request in
            .json("{\"key\": \"\(request.header("x-key") ?? "")\"}")
        } _: { fixture, server async throws in
            let head: JSONValue = [
                "method": "GET", "url": .string(server.url("/")),
                "auth": ["credential": "erp", "header": "X-Key", "scheme": ""],
            ]
            let tool = Tool.of("SERVICES", endpoint: server.url("/"), authorization: .credential("erp"))
            let invocation = try HostFixture.invocation(tool, ["head": head], credential: "s3cret-value")
            let report = await fixture.host.test(invocation)
            #expect(server.requests.first?.header("x-key") == "s3cret-value")
            #expect(report.exchanges.first?.requestHeaders == [.init(name: "X-Key", value: "•••")])
            #expect(report.exchanges.first?.responseBody == "{\"key\": \"•••\"}")
            #expect(!"\(report)".contains("s3cret-value"))
        }
    }

    @Test func aFailedExchangeSaysWhy() async throws {
        try await with { _ in
            [.close]
        } _: { fixture, server async throws in
            let head: JSONValue = ["method": "GET", "url": .string(server.url("/"))]
            let report = await fixture.host.test(
                try HostFixture.invocation(.of("SERVICES", endpoint: server.url("/")), ["head": head]))
            let exchange = try #require(report.exchanges.first)
            #expect(exchange.status == nil)
            #expect(exchange.responseBody == nil)
            #expect(exchange.error != nil)
        }
    }

    @Test func pluginsAreSeenInTheMetrics() async throws {
        try await with { _ in
            .json("{}")
        } _: { fixture, server async throws in
            let registry = MetricsRegistry()
            fixture.host.register(on: registry)
            let head: JSONValue = ["method": "GET", "url": .string(server.url("/"))]
            _ = try await fixture.call(.of("SERVICES", endpoint: server.url("/")), ["head": head])
            let text = registry.exposition()
            #expect(text.contains("agenthub_plugin_calls_in_flight{plugin=\"test.services\"} "))
            #expect(text.contains("agenthub_plugin_queue_length{plugin=\"test.services\"} 0"))
            #expect(text.contains("agenthub_plugin_instances{plugin=\"test.services\"} 1"))
            #expect(text.contains("agenthub_plugin_quarantined{plugin=\"test.services\"} 0"))
        }
    }
}
