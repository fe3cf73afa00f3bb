import HubCore
import PluginABI
import Support
import Testing

@Suite(.timeLimit(.minutes(1))) struct RequestTests {
    private let harness: HTTPToolHarness

    init() throws { harness = try HTTPToolHarness() }

    @Test(arguments: ["HTTP_GET", "HTTP_DELETE"])
    func putsTheRemainingArgumentsIntoTheQuery(_ type: String) async throws {
        let request = try await harness.sent(
            type, ["endpoint": "https://h/{id}?v=2", "query": ["lang": "vi đ", "limit": 10, "for": "u-{id}"]],
            ["id": "7", "from": "2025-10-15", "tags": ["a b", 1, true], "none": .null, "empty": [], "tên": "x"])
        #expect(request?.method == String(type.dropFirst(5)))
        #expect(
            request?.url
                == "https://h/7?v=2&lang=vi%20%C4%91&limit=10&for=u-7&from=2025-10-15&tags=a%20b&tags=1&tags=true&t%C3%AAn=x"
        )
        #expect(request?.body == [])
        #expect(request?.head["headers"] == ["Accept": "application/json"])
    }

    @Test(arguments: ["HTTP_POST", "HTTP_PUT", "HTTP_PATCH"])
    func putsTheRemainingArgumentsIntoAJSONBody(_ type: String) async throws {
        harness.http.add(.json(200, "{}"))
        let tool = try harness.tool(type, ["endpoint": "https://h/{id}", "query": ["v": 2]])
        _ = await tool.run(bytes: Array(#"{"id": "7", "z": 10.50, "a": {"b": [1, null, "đ"]}, "n": 1e400}"#.utf8))
        let request = try #require(harness.http.requests.last)
        #expect(request.method == String(type.dropFirst(5)))
        #expect(request.url == "https://h/7?v=2")
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"z":10.50,"a":{"b":[1,null,"đ"]},"n":1e400}"#)
        #expect(request.head["headers"] == ["Accept": "application/json", "Content-Type": "application/json"])
    }

    @Test func sendsAnEmptyObjectWhenNoArgumentRemains() async throws {
        let request = try await harness.sent("HTTP_POST", ["endpoint": "https://h/{id}"], ["id": 1])
        #expect(request?.body == Array("{}".utf8))
    }

    @Test(
        arguments: [
            (["x": ["y": 1]], "The argument x holds an object; a query takes texts, numbers and booleans."),
            (["x": [[1]]], "The argument x holds an array; a query takes texts, numbers and booleans."),
            (["x": [.null]], "The argument x holds null; a query takes texts, numbers and booleans."),
            (["tenant": "other"], "The argument tenant is fixed by the tool and cannot be given."),
            (["Tenant": "other"], "The argument Tenant is fixed by the tool and cannot be given."),
            (["a[b]": 1], "The argument a[b] is fixed by the tool and cannot be given."),
        ] as [(JSONValue, String)])
    func refusesArgumentsThatFitNoQuery(_ input: JSONValue, _ message: String) async throws {
        let tool = try harness.tool("HTTP_GET", ["endpoint": "https://h/?a%5bb%5d=0", "query": ["tenant": "acme"]])
        let completion = await tool.run(input)
        #expect(completion.has(AH_E_INVALID_INPUT))
        #expect(completion.message == message)
        #expect(harness.http.requests.isEmpty)
    }

    @Test func refusesArgumentsThatAreTooLongForAURL() async throws {
        let tool = try harness.tool("HTTP_GET", ["endpoint": "https://h/"])
        let completion = await tool.run(["x": .string(String(repeating: "đ", count: 2000))])
        #expect(completion.has(AH_E_INVALID_INPUT))
        #expect(completion.message == "The arguments are too long for a URL (over 8192 bytes).")
    }

    @Test(
        arguments: [
            (nil, ["user_jwt": true]), (["type": "user_jwt"], ["user_jwt": true]), (["type": "none"], .null),
            (["type": "credential", "credential": "erp-key"], ["credential": "erp-key"]),
        ] as [(JSONValue?, JSONValue)])
    func asksForTheRowsAuthorization(_ auth: JSONValue?, _ sent: JSONValue) async throws {
        var configuration: JSONObject = ["endpoint": "https://h/"]
        configuration["auth"] = auth
        let request = try await harness.sent("HTTP_GET", .object(configuration), [:])
        #expect(request?.head["auth"] == sent)
    }

    @Test func limitsTheResponseToAResultsSize() async throws {
        let request = try await harness.sent("HTTP_GET", ["endpoint": "https://h/"], [:])
        #expect(request?.head["max_bytes"] == 102400)
        #expect(request?.head["redirects"] == 0)
    }

    @Test func sendsTheRowsHeaders() async throws {
        let request = try await harness.sent(
            "HTTP_PATCH",
            [
                "endpoint": "https://h/",
                "headers": [
                    "X-Company": "acme", "accept": "text/json", "content-type": "application/merge-patch+json",
                ],
            ], [:])
        #expect(
            request?.head["headers"] == [
                "X-Company": "acme", "accept": "text/json", "content-type": "application/merge-patch+json",
            ])
    }

    @Test(arguments: [
        "Authorization", "cookie", "Host", "Content-Length", "Transfer-Encoding", "Connection", "Upgrade", "TE",
        "Trailer",
        "Keep-Alive", "Expect", "Proxy-Authorization", "Accept-Encoding",
    ]) func refusesHeadersThatAreTheHosts(_ name: String) throws {
        let asHeader = try harness.refusal("HTTP_POST", ["endpoint": "https://h/", "headers": .object([name: "x"])])
        #expect(asHeader?.message == "The header \(name) is set by the host and cannot be configured.")
        #expect(asHeader?.pointer == "/headers")
        let asKey = try harness.refusal("HTTP_POST", ["endpoint": "https://h/", "idempotency_header": .string(name)])
        #expect(asKey?.pointer == "/idempotency_header")
    }

    @Test(
        arguments: [
            (["X Y": "1"], "A header's name has a character that is not allowed in one."),
            (["": "1"], "A header's name has a character that is not allowed in one."),
            (["X": "a\r\nY: b"], "The header X has a value that is not plain ASCII text on one line."),
            (["X": "đ"], "The header X has a value that is not plain ASCII text on one line."),
            (["X": 1], "The header X has a value that is not plain ASCII text on one line."),
            (["X": "1", "x": "2"], "The header x is there twice."),
            (["Content-Type": "text/plain"], "The body is JSON, and Content-Type says something else."),
        ] as [(JSONValue, String)])
    func refusesHeadersThatCannotBeSent(_ headers: JSONValue, _ message: String) throws {
        let refusal = try harness.refusal("HTTP_POST", ["endpoint": "https://h/", "headers": headers])
        #expect(
            refusal
                == PluginRefusal(status: ah_status(AH_E_INVALID_CONFIG), message: message, pointer: "/headers"))
    }

    @Test(
        arguments: [
            (["query": ["x": "{"]], "/query", "The query member x: a brace { is not closed."),
            (["query": ["x": [1]]], "/query", "The query member x is an array."),
            (["pick": "data"], "/pick", "pick is no JSON Pointer, such as /data/0."),
            (["pick": 1], "/pick", "pick is no JSON Pointer, such as /data/0."),
            (["auth": ["type": "basic"]], "/auth/type", "The auth is none of user_jwt, credential and none."),
            (["auth": ["type": "credential"]], "/auth/credential", "The auth names no credential."),
        ] as [(JSONValue, String, String)])
    func refusesOtherConfigurationsThatCannotWork(_ members: JSONValue, _ pointer: String, _ message: String) throws {
        var configuration = members.objectValue ?? [:]
        configuration["endpoint"] = "https://h/"
        let refusal = try harness.refusal("HTTP_GET", .object(configuration))
        #expect(
            refusal == PluginRefusal(status: ah_status(AH_E_INVALID_CONFIG), message: message, pointer: pointer))
    }
}
