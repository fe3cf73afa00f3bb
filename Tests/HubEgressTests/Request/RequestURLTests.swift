import Testing

@testable import HubEgress

@Suite struct RequestURLTests {
    @Test(arguments: [
        "", "example.com", "/path", "//example.com/", "ftp://example.com/", "file:///etc/passwd",
        "gopher://example.com/",
        "javascript:alert(1)", "http:/example.com", "http:example.com", "http://", "http:///path", "https://:443/",
        "http://user@example.com/", "http://user:secret@example.com/", "http://@example.com/", "http://a@b@c/",
        "http://exa mple.com/", "http://example.com/a b", "http://example.com/\u{0}", "http://example.com/\r\nX: y",
        "http://example.com/\u{e4}", "http://b\u{fc}cher.example/", "http://example.com/a\\b",
        "http://example.com\\@evil/",
        "http://ex%61mple.com/", "http://[fe80::1%25eth0]/", "http://[::1", "http://example.com:0/",
        "http://example.com:65536/", "http://example.com:80a/", "http://example.com/a/../b",
        "http://example.com/%2e%2e/b",
        "http://exa*mple.com/", "http://a,b/", "\thttp://example.com/",
    ])
    func isRefused(_ url: String) {
        let error = #expect(throws: EgressError.self) { try RequestURL(url) }
        #expect(error?.kind == .invalidURL)
    }

    @Test func aLongOneIsRefused() {
        #expect(throws: EgressError.self) {
            try RequestURL("http://example.com/" + String(repeating: "a", count: 8192))
        }
    }

    @Test(arguments: [
        ("/x", "https://a.example/x"), ("x", "https://a.example/one/x"), ("../x", "https://a.example/x"),
        ("?q=1", "https://a.example/one/two?q=1"), ("//b.example/x", "https://b.example/x"),
        ("http://c.example:8080/y", "http://c.example:8080/y"), ("/with space", "https://a.example/with%20space"),
    ])
    func resolvesALocation(_ location: String, _ url: String) throws {
        let present = try RequestURL("https://a.example/one/two?old=1")
        #expect(try RequestURL(try present.resolving(location)).origin == Origin(url: url))
        #expect(try present.resolving(location) == url)
    }

    @Test(arguments: ["https://user@a.example/", "ftp://a.example/x", "https://[::1/"])
    func aLocationMayNotLeadWhereNoRequestMayGo(_ location: String) throws {
        let present = try RequestURL("https://a.example/")
        #expect(throws: EgressError.self) { try RequestURL(try present.resolving(location)) }
    }
}
