import HubCore
import Testing

@testable import HubEgress

@Suite struct RedirectTests {
    private func next(
        _ method: String, _ status: Int, from: String = "https://a.example/x", to location: String = "/y",
        follow: RedirectPolicy = .follow(3), locations: Int = 1
    ) throws -> EgressRequest {
        let request = EgressRequest(
            method: method, url: from,
            headers: [
                HTTPHeader(name: "Accept", value: "a"), HTTPHeader(name: "Content-Type", value: "b"),
                HTTPHeader(name: "X-Api-Key", value: "c"), HTTPHeader(name: "Cookie", value: "d"),
            ],
            body: method == "GET" || method == "HEAD" ? nil : [1], deadline: .generous, redirects: follow)
        return try Redirect.next(
            after: request, at: try RequestURL(from), status: status,
            headers: Array(repeating: HTTPHeader(name: "Location", value: location), count: locations),
            location: location)
    }

    @Test(arguments: [
        ("GET", 301, "GET"), ("POST", 301, "GET"), ("POST", 302, "GET"), ("POST", 303, "GET"), ("PUT", 303, "GET"),
        ("HEAD", 303, "HEAD"), ("HEAD", 302, "HEAD"), ("POST", 307, "POST"), ("POST", 308, "POST"), ("PUT", 302, "PUT"),
        ("DELETE", 301, "DELETE"),
    ])
    func choosesTheMethod(_ method: String, _ status: Int, _ expected: String) throws {
        #expect(try next(method, status).method == expected)
    }

    @Test func aGetAfterAPostHasNoContent() throws {
        let request = try next("POST", 303)
        #expect(request.body == nil)
        #expect(request.headers.map(\.name) == ["Accept", "X-Api-Key", "Cookie"])
    }

    @Test func keepsBodyAndHeadersAtTheSameOrigin() throws {
        let request = try next("POST", 307)
        #expect(request.body == [1])
        #expect(request.headers.map(\.name) == ["Accept", "Content-Type", "X-Api-Key", "Cookie"])
    }

    @Test(arguments: ["https://b.example/y", "https://a.example:8443/y"])
    func tellsAnotherOriginNothingOfTheCaller(_ location: String) throws {
        #expect(try next("POST", 307, to: location).headers.map(\.name) == ["Accept", "Content-Type"])
    }

    @Test func countsDown() throws {
        #expect(try next("GET", 302, follow: .follow(2)).redirects == .follow(1))
        #expect(throws: EgressError.self) { try next("GET", 302, follow: .follow(0)) }
        #expect(throws: EgressError.self) { try next("GET", 302, follow: .refuse) }
    }

    @Test func refusesToGoFromEncryptedToPlain() throws {
        #expect(throws: EgressError.self) { try next("GET", 302, to: "http://a.example/y") }
        #expect(try next("GET", 302, from: "http://a.example/", to: "https://a.example/").url == "https://a.example/")
    }

    @Test(arguments: ["ftp://a.example/", "file:///etc/passwd", "https://user@a.example/"])
    func refusesToGoWhereNoRequestMayGo(_ location: String) {
        let error = #expect(throws: EgressError.self) { try next("GET", 302, to: location) }
        #expect(error?.kind == .redirect)
    }

    @Test func refusesSeveralLocations() {
        #expect(throws: EgressError.self) { try next("GET", 302, locations: 2) }
    }

    @Test func onlyA3xxWithALocationIsARedirect() {
        let headers = [HTTPHeader(name: "location", value: "/y")]
        #expect(Redirect.location(status: 302, headers: headers) == "/y")
        #expect(Redirect.location(status: 302, headers: []) == nil)
        #expect(Redirect.location(status: 201, headers: headers) == nil)
        #expect(Redirect.location(status: 304, headers: headers) == nil)
    }
}
