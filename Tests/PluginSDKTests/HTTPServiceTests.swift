import HubCore
import PluginABI
import Support
import Testing

@Suite(.timeLimit(.minutes(1))) struct HTTPServiceTests {
    private let http = ScriptedHTTPService()

    private func probe(services: Set<String> = [AH_EXT_HOST_HTTP]) throws -> ScriptedPluginInstance {
        try ScriptedPluginHost("ProbePlugin", http: http, services: services).instance(of: "HTTP", [:])
    }

    @Test func writesTheHeadAsTheABISays() async throws {
        http.add(.response(200))
        _ = try await probe().run(["method": "POST", "url": "https://a.example/b?c=đ", "body": "hello", "auth": "user"])
        let request = try #require(http.requests.first)
        #expect(
            request.head == [
                "method": "POST", "url": "https://a.example/b?c=đ", "headers": ["X-One": "1", "X-Two": "2"],
                "auth": ["user_jwt": true], "max_bytes": 1000, "redirects": 2,
            ])
        #expect(String(decoding: request.body, as: UTF8.self) == "hello")
    }

    @Test func namesACredentialAndLeavesOutWhatIsNotAsked() async throws {
        http.add(.response(200), .response(200))
        let probe = try probe()
        _ = await probe.run(["url": "https://a.example/", "auth": "erp-key"])
        _ = await probe.run(["url": "https://a.example/"])
        #expect(http.requests.map { $0.head["auth"] } == [["credential": "erp-key"], .null])
    }

    @Test(arguments: [ScriptedHTTPService.Delivery.inline, .otherThread])
    func handsOverAResponseWhateverItsStatus(_ delivery: ScriptedHTTPService.Delivery) async throws {
        let http = ScriptedHTTPService(
            [.response(404, headers: ["content-type": "text/plain"], body: Array("không có".utf8))], delivery: delivery)
        let completion = try await ScriptedPluginHost("ProbePlugin", http: http).instance(of: "HTTP", [:]).run([:])
        #expect(completion.json == ["status": 404, "headers": ["content-type": "text/plain"], "body": "không có"])
    }

    @Test func handsOverAFailureWithTheHostsWords() async throws {
        http.add(.noConnection)
        let completion = try await probe().run([:])
        #expect(completion.status == ah_status(AH_E_UPSTREAM))
        #expect(completion.json == ["message": "The host says: connection.", "details": ["kind": "connection"]])
    }

    @Test func failsWhenTheHostDoesNotAcceptTheRequest() async throws {
        http.add(.refusal(Int(AH_E_BUSY)))
        let completion = try await probe().run([:])
        #expect(completion.status == ah_status(AH_E_BUSY))
        #expect(completion.message == "The host refused the request (status 8).")
    }

    @Test func failsWhenTheServiceIsNotGranted() async throws {
        let completion = try await probe(services: []).run([:])
        #expect(completion.status == ah_status(AH_E_UNAVAILABLE))
        #expect(completion.message == "The host does not grant the service agenthub.host.http/1 to this plugin.")
        #expect(http.requests.isEmpty)
    }

    @Test func keepsManyAnswersOnManyThreadsApart() async throws {
        let http = ScriptedHTTPService(
            Array(repeating: .json(200, #"{"ok":true}"#), count: 400), delivery: .otherThread)
        let probe = try ScriptedPluginHost("ProbePlugin", http: http).instance(of: "HTTP", [:])
        await withTaskGroup(of: PluginCompletion.self) { group in
            for number in 0..<400 { group.addTask { await probe.run(["body": .int(number)]) } }
            for await completion in group { #expect(completion.json?["body"] == #"{"ok":true}"#) }
        }
        #expect(http.unusedAnswers == 0)
    }
}
