import Foundation
import HubCore
import HubMetrics
import Support
import Synchronization
import Testing

@testable import HubPlugins

@Suite(.everyHosting) struct ToolTesterTests {
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

    /// A server that says back what it was sent, in the body and in a header's name and value.
    private func echoOfACredential(
        _ secret: String, inNames: Bool = false, _ body: @escaping @Sendable (String) -> String
    ) async throws -> ToolTestReport {
        let reports = Mutex<[ToolTestReport]>([])
        try await with { request in
            let sent = request.header("x-key") ?? "nothing"
            return .respond(
                200,
                headers: [
                    ("Content-Type", "application/json"), (inNames ? "X-\(sent)" : "X-Echo", "is \(sent)"),
                ], text: body(sent))
        } _: { fixture, server async throws in
            let head: JSONValue = [
                "method": "GET", "url": .string(server.url("/")),
                "headers": [inNames ? "X-Also-\(secret)" : "X-Also": "1"],
                "auth": ["credential": "erp", "header": "X-Key", "scheme": ""],
            ]
            let tool = Tool.of("SERVICES", endpoint: server.url("/"), authorization: .credential("erp"))
            let report = await fixture.host.test(
                try HostFixture.invocation(tool, ["head": head], credential: secret))
            #expect(server.requests.first?.header("x-key") == secret)
            reports.withLock { $0.append(report) }
        }
        return try #require(reports.withLock { $0.first })
    }

    @Test func namesOfHeadersAreMasked() async throws {
        let report = try await echoOfACredential("s3cret-value", inNames: true) { _ in "{}" }
        let exchange = try #require(report.exchanges.first)
        #expect(exchange.requestHeaders.contains { $0.name == "X-Also-•••" })
        #expect(exchange.responseHeaders.contains { $0.name.lowercased() == "x-•••" && $0.value == "is •••" })
        // The plugin gives all headers back as its result: names are keys there.
        #expect(report.outcome.value?["headers"]?["x-•••"] == "is •••")
        #expect(!"\(report)".contains("s3cret"))
    }

    @Test(arguments: ["escapes", "percent", "base64", "content"])
    func aSecretIsMaskedHoweverTheServerWritesIt(form: String) async throws {
        let content = "erp-user:sword/fish>1"
        let secret = Data(content.utf8).base64EncodedString()
        let report = try await echoOfACredential(secret) { sent in
            let text =
                switch form {
                case "escapes": sent.utf8.map { "\\u00" + String($0, radix: 16) }.joined()
                case "percent": sent.utf8.map { "%" + String($0, radix: 16) }.joined()
                case "base64": Data("x\(sent)".utf8).base64EncodedString()
                case _: content
                }
            return "{\"\(text)\": [\"\(text)\"]}"
        }
        let body = try #require(report.exchanges.first?.responseBody)
        let result = try #require(report.outcome.value?["body"]).text
        for text in [body, result] {
            // Of "x" before it in base64, the characters that hold bits of both.
            #expect(text.contains("•••") && text.utf8.count < 50, "\(text)")
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
