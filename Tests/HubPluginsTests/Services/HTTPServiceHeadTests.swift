import HubCore
import HubEgress
import Testing

@testable import HubPlugins

@Suite struct HTTPServiceHeadTests {
    private func head(_ text: String) throws -> HTTPServiceHead { try HTTPServiceHead(Array(text.utf8)) }

    @Test func theSmallestHeadHasTheDefaults() throws {
        let head = try head(#"{"method": "GET", "url": "https://erp.example.com/"}"#)
        #expect(head.headers.isEmpty)
        #expect(head.authorization == .none)
        #expect(head.maximumBytes == 102_400)
        #expect(head.timeout == nil)
        #expect(head.redirects == 0)
    }

    @Test func everyMemberIsRead() throws {
        let head = try head(
            #"""
            {"method": "PATCH", "url": "https://erp.example.com/", "headers": {"X-A": "1", "Accept": "text/plain"},
             "auth": {"credential": "erp", "header": "x-api-key", "scheme": ""}, "max_bytes": 1048576, "timeout_ms": 250,
             "redirects": 5}
            """#)
        #expect(head.method == "PATCH")
        #expect(head.headers == [HTTPHeader(name: "X-A", value: "1"), HTTPHeader(name: "Accept", value: "text/plain")])
        #expect(head.authorization == .credential(.init(name: "erp", header: "x-api-key", scheme: "")))
        #expect(head.maximumBytes == 1 << 20)
        #expect(head.timeout == .milliseconds(250))
        #expect(head.redirects == 5)
        #expect(
            try self.head(#"{"method": "GET", "url": "u", "auth": {"credential": "erp"}}"#).authorization
                == .credential(.init(name: "erp", header: "Authorization", scheme: "Bearer")))
        #expect(try self.head(#"{"method": "GET", "url": "u", "auth": {"user_jwt": true}}"#).authorization == .userJWT)
        #expect(try self.head(#"{"method": "GET", "url": "u", "auth": null}"#).authorization == .none)
    }

    @Test(arguments: [
        ("", "the head is not JSON: the text ends too early (byte 0)"),
        ("[]", "the head is not an object"),
        ("{}", "method is missing"),
        (#"{"method": "GET"}"#, "url is missing"),
        (#"{"method": "get", "url": "u"}"#, "method is none of DELETE, GET, HEAD, PATCH, POST, PUT"),
        (#"{"method": "CONNECT", "url": "u"}"#, "method is none of DELETE, GET, HEAD, PATCH, POST, PUT"),
        (#"{"method": "GET", "url": 5}"#, "url is not a text"),
        (#"{"method": "GET", "url": "u", "proxy": "p"}"#, "the member \"proxy\" is unknown"),
        (#"{"method": "GET", "url": "u", "headers": [["a", "b"]]}"#, "headers is not an object of at most 64 members"),
        (#"{"method": "GET", "url": "u", "headers": {"a b": "c"}}"#, "a header's name is not one"),
        (#"{"method": "GET", "url": "u", "headers": {"cOOkie": "c"}}"#, "the header cOOkie is the host's to set"),
        (#"{"method": "GET", "url": "u", "headers": {"Host": "c"}}"#, "the header Host is the host's to set"),
        (
            #"{"method": "GET", "url": "u", "headers": {"a": "b\r\nc: d"}}"#,
            "the header a has no text without control characters"
        ),
        (#"{"method": "GET", "url": "u", "headers": {"a": 5}}"#, "the header a has no text without control characters"),
        (#"{"method": "GET", "url": "u", "auth": "user_jwt"}"#, "auth is neither null nor an object"),
        (
            #"{"method": "GET", "url": "u", "auth": {"user_jwt": false}}"#,
            "auth is neither {\"user_jwt\": true} nor {\"credential\": NAME}"
        ),
        (
            #"{"method": "GET", "url": "u", "auth": {"user_jwt": true, "credential": 1}}"#,
            "auth is neither {\"user_jwt\": true} nor {\"credential\": NAME}"
        ),
        (
            #"{"method": "GET", "url": "u", "auth": {"credential": "c", "value": "v"}}"#,
            "auth's member \"value\" is unknown or not what it should be"
        ),
        (
            #"{"method": "GET", "url": "u", "auth": {"credential": "c", "header": "a b"}}"#,
            "auth's member \"header\" is unknown or not what it should be"
        ),
        (#"{"method": "GET", "url": "u", "max_bytes": 1048577}"#, "max_bytes is not a whole number from 1 to 1048576"),
        (#"{"method": "GET", "url": "u", "max_bytes": 0}"#, "max_bytes is not a whole number from 1 to 1048576"),
        (#"{"method": "GET", "url": "u", "timeout_ms": 0.5}"#, "timeout_ms is not a whole number from 1 to 86400000"),
        (#"{"method": "GET", "url": "u", "redirects": 6}"#, "redirects is not a whole number from 0 to 5"),
    ])
    func aBadHeadIsRefusedByName(_ text: String, _ message: String) {
        #expect(throws: HTTPServiceHead.Problem(message)) { try head(text) }
    }

    @Test(arguments: [
        ("https://erp.example.com/api/{id}", "https://erp.example.com:443"),
        ("http://ERP.example.com:8080", "http://erp.example.com:8080"),
        ("https://erp.example.com?x={y}", "https://erp.example.com:443"),
        ("https://{host}/", nil), ("https://erp.{zone}.com/", nil), ("https://a@erp.example.com/", nil),
        ("erp.example.com/", nil), ("ftp://erp.example.com/", nil), (nil, nil),
    ])
    func anEndpointBindsItsOwnOriginOnly(_ endpoint: String?, _ origin: String?) {
        let bound = BoundOrigins.of(.of("HTTP_GET", endpoint: endpoint))
        #expect(bound.map(\.description) == (origin.map { [$0] } ?? []))
    }
}
