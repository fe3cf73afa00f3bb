import HubEgress
import Testing

@Suite struct OriginTests {
    @Test(arguments: [
        ("http://Example.COM/a", "http://example.com:80"), ("HTTPS://example.com", "https://example.com:443"),
        ("https://example.com:8443/?q", "https://example.com:8443"), ("http://[::1]:80/", "http://[::1]:80"),
        ("http://[0:0:0:0:0:0:0:1]/", "http://[::1]:80"), ("http://127.1/", "http://127.0.0.1:80"),
        ("http://2130706433/", "http://127.0.0.1:80"), ("http://0x7f000001:8080/", "http://127.0.0.1:8080"),
    ])
    func isReadFromAURL(_ url: String, _ origin: String) {
        #expect(Origin(url: url)?.description == origin)
    }

    @Test func isNoneForWhatCannotBeAsked() {
        #expect(Origin(url: "ftp://example.com/") == nil)
        #expect(Origin(url: "example.com") == nil)
    }

    @Test func differsBySchemeHostAndPort() throws {
        let origin = try #require(Origin(url: "https://a.example/"))
        #expect(origin == Origin(url: "https://A.example:443/other?x"))
        #expect(origin != Origin(url: "http://a.example:443/"))
        #expect(origin != Origin(url: "https://b.example/"))
        #expect(origin != Origin(url: "https://a.example:444/"))
    }
}
