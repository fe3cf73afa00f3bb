import HubCore
import PluginABI
import Support
import Testing

@Suite(.timeLimit(.minutes(1))) struct EndpointTests {
    private let harness: HTTPToolHarness

    init() throws { harness = try HTTPToolHarness() }

    @Test(arguments: [
        ("https://erp.example.com/api/customers/{mst}/debt", "https://erp.example.com/api/customers/0104985841/debt"),
        ("HTTP://ERP.Example.com:8080/{mst}", "http://erp.example.com:8080/0104985841"),
        ("https://erp.example.com:443/x", "https://erp.example.com/x?mst=0104985841"),
        ("https://erp.example.com", "https://erp.example.com/?mst=0104985841"),
        ("https://erp.example.com/", "https://erp.example.com/?mst=0104985841"),
        ("https://[2001:db8::1]:8443/a", "https://[2001:db8::1]:8443/a?mst=0104985841"),
        ("https://h/a%20b/{mst}.json?v=1&q={mst}&w", "https://h/a%20b/0104985841.json?v=1&q=0104985841&w="),
        ("https://h?fixed=%C4%91", "https://h/?fixed=%C4%91&mst=0104985841"),
        ("https://h/a//b;c=1/@x:{mst}", "https://h/a//b;c=1/@x:0104985841"),
    ]) func placesArguments(_ endpoint: String, _ url: String) async throws {
        let request = try await harness.sent("HTTP_GET", ["endpoint": .string(endpoint)], ["mst": "0104985841"])
        #expect(request?.url == url)
    }

    @Test(arguments: [
        ("a b", "a%20b"), ("a/b", "a%2Fb"), ("a?b#c", "a%3Fb%23c"), ("50%", "50%25"), ("%2e%2e", "%252e%252e"),
        ("Đặng", "%C4%90%E1%BA%B7ng"), ("-._~", "-._~"), ("...", "..."), ("a..b", "a..b"), ("{x}", "%7Bx%7D"),
        ("&=+;,:@!$'()*", "%26%3D%2B%3B%2C%3A%40%21%24%27%28%29%2A"),
    ]) func encodesAllButUnreservedCharacters(_ argument: String, _ encoded: String) async throws {
        let request = try await harness.sent(
            "HTTP_GET", ["endpoint": "https://h/a/{x}/b?q={x}"], ["x": .string(argument)])
        #expect(request?.url == "https://h/a/\(encoded)/b?q=\(encoded)")
    }

    @Test(arguments: [
        ".", "..", "../x", "a/..", "a/./b", "..\\x", "a\\..", "x/../../y", "../\u{338}x",
    ]) func refusesArgumentsThatStepThroughThePath(_ argument: String) async throws {
        let completion = try await harness.tool("HTTP_GET", ["endpoint": "https://h/a/{x}/b"]).run([
            "x": .string(argument)
        ])
        #expect(completion.has(AH_E_INVALID_INPUT))
        #expect(completion.message == "The argument x must not be a step up or down a path (. or ..).")
        #expect(harness.http.requests.isEmpty)
    }

    @Test(arguments: ["https://h/.{x}", "https://h/%2E{x}", "https://h/{x}{x}", "https://h/a%2F{x}."])
    func refusesDotsThatComeAboutWithLiterals(_ endpoint: String) async throws {
        let completion = try await harness.tool("HTTP_GET", ["endpoint": .string(endpoint)]).run(["x": "."])
        #expect(completion.has(AH_E_INVALID_INPUT))
        #expect(harness.http.requests.isEmpty)
    }

    @Test(
        arguments: [
            (["x": ""], "The argument x is empty."), ([:], "The argument x is missing."),
            (["x": .null], "The argument x is missing."),
            (["x": "a\nb"], "The argument x has a control character in it."),
            (["x": "\u{7F}"], "The argument x has a control character in it."),
            (["x": [1]], "The argument x is an array; a text, a number or a boolean is needed."),
            (["x": ["y": 1]], "The argument x is an object; a text, a number or a boolean is needed."),
            ([1], "The arguments are an array, not an object."),
        ] as [(JSONValue, String)])
    func refusesArgumentsThatFitNoPath(_ input: JSONValue, _ message: String) async throws {
        let completion = try await harness.tool("HTTP_GET", ["endpoint": "https://h/{x}"]).run(input)
        #expect(completion.has(AH_E_INVALID_INPUT))
        #expect(completion.message == message)
        #expect(harness.http.requests.isEmpty)
    }

    @Test(arguments: [
        "15432.50", "1e3", "-0", "12345678901234567890", "true", "false",
    ]) func writesNumbersAndBooleansAsTheyCame(_ literal: String) async throws {
        harness.http.add(.json(200, "{}"))
        let tool = try harness.tool("HTTP_GET", ["endpoint": "https://h/{x}?y={x}"])
        _ = await tool.run(bytes: Array("{\"x\": \(literal)}".utf8))
        #expect(harness.http.requests.last?.url == "https://h/\(literal)?y=\(literal)")
    }

    @Test(arguments: [
        ("erp.example.com/x", "it does not start with http:// or https://"),
        ("ftp://h/x", "it does not start with http:// or https://"),
        ("file:///etc/passwd", "it does not start with http:// or https://"),
        ("{scheme}://h/x", "it does not start with http:// or https://"),
        ("https://{tenant}.example.com/x", "a placeholder stands in its host, where none is allowed"),
        ("https://h:{port}/x", "a placeholder stands in its host, where none is allowed"),
        ("https://user:pw@h/x", "it has a user before its host; the row's auth says who calls"),
        ("https:///x", "its host is no name or address"), ("https://a b/x", "its host is no name or address"),
        ("https://h%41/x", "its host is no name or address"), ("https://[::g]/x", "its host is no name or address"),
        ("https://đ.vn/x", "its host is no name or address"), ("https://.h/x", "its host is no name or address"),
        ("https://h:0/x", "its port is no number from 1 to 65535"),
        ("https://h:/x", "its port is no number from 1 to 65535"),
        ("https://h:65536/x", "its port is no number from 1 to 65535"),
        ("https://h\\@evil/x", "a backslash follows its host"), ("https://h/x#top", "it has a fragment (#)"),
        ("https://h/a/../b", "its path has a segment of dots (..)"),
        ("https://h/./b", "its path has a segment of dots (.)"),
        ("https://h/%2e%2E/b", "its path has a segment of dots (%2e%2E)"),
        ("https://h/a%2f../b", "its path has a segment of dots (a%2f..)"),
        ("https://h/{a", "a brace { is not closed"), ("https://h/a}", "a brace } closes nothing"),
        ("https://h/{a/b}", "a brace { is not closed"),
        ("https://h/{}", "{} is no placeholder, whose name has letters, digits, _ and - only"),
        ("https://h/{1a}", "{1a} is no placeholder, whose name has letters, digits, _ and - only"),
        ("https://h/{a.b}", "{a.b} is no placeholder, whose name has letters, digits, _ and - only"),
        ("https://h/{{a}}", "{{a} is no placeholder, whose name has letters, digits, _ and - only"),
        ("https://h/x?{a}=1", "a placeholder stands in a query member's name ({a}=1)"),
        ("https://h/a b", "a character has to be written percent-encoded (a b)"),
        ("https://h/tiền", "a character has to be written percent-encoded (tiền)"),
        ("https://h/x?a=[1]", "a character has to be written percent-encoded ([1])"),
        ("https://h/50%", "a % is not followed by two hexadecimal digits (50%)"),
        ("https://h/%zz", "a % is not followed by two hexadecimal digits (%zz)"),
    ]) func refusesEndpointsThatCannotBeTrusted(_ endpoint: String, _ reason: String) throws {
        let refusal = try harness.refusal("HTTP_GET", ["endpoint": .string(endpoint)])
        #expect(
            refusal
                == PluginRefusal(
                    status: ah_status(AH_E_INVALID_CONFIG), message: "The endpoint is not usable: \(reason).",
                    pointer: "/endpoint"))
    }

    @Test func refusesARowWithoutEndpoint() throws {
        #expect(try harness.refusal("HTTP_GET", [:])?.message == "The tool has no endpoint.")
    }
}
