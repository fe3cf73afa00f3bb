import HubCore
import Testing

@testable import HubEgress

@Suite struct HeaderRulesTests {
    private func kind(
        method: String = "GET", headers: [(String, String)] = [], body: [UInt8]? = nil,
        authorization: EgressAuthorization? = nil
    ) -> EgressError.Kind? {
        let request = EgressRequest(
            method: method, url: "http://a.example/", headers: headers.map { HTTPHeader(name: $0.0, value: $0.1) },
            body: body, authorization: authorization, deadline: .generous)
        do throws(EgressError) {
            try HeaderRules.check(request)
            return nil
        } catch {
            return error.kind
        }
    }

    @Test(arguments: [
        "", "GET ", "GE T", "GET\r\n", "GET /x HTTP/1.1\r\nA: b", "G\u{0}T", "G\u{c9}T", "CONNECT", "TRACE",
    ])
    func refusesAMethod(_ method: String) {
        #expect(kind(method: method) == .invalidRequest)
    }

    @Test(arguments: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "PROPFIND"])
    func acceptsAMethod(_ method: String) {
        #expect(kind(method: method) == nil)
    }

    @Test func refusesAHeadRequestWithABody() {
        #expect(kind(method: "HEAD", body: [1]) == .invalidRequest)
    }

    @Test(arguments: ["", "A b", "A:", "A\r\nB", "A\u{0}", "\u{c4}", "(A)"])
    func refusesAHeaderName(_ name: String) {
        #expect(kind(headers: [(name, "x")]) == .invalidRequest)
    }

    @Test(arguments: ["a\r\nB: c", "a\nb", "a\rb", "a\u{0}b", "a\u{7f}", "\u{1b}[0m"])
    func refusesAHeaderValue(_ value: String) {
        #expect(kind(headers: [("A", value)]) == .invalidRequest)
        let origin = Origin(scheme: "http", host: "a.example", port: 80)
        #expect(kind(authorization: EgressAuthorization(value: Secret(value), origins: [origin])) == .invalidRequest)
    }

    @Test(arguments: [
        "Host", "content-length", "Transfer-Encoding", "CONNECTION", "Proxy-Authorization", "Accept-Encoding",
    ])
    func keepsTheFramingToItself(_ name: String) {
        #expect(kind(headers: [(name, "x")]) == .invalidRequest)
    }

    @Test func acceptsOrdinaryHeaders() {
        #expect(
            kind(headers: [("Accept", "application/json"), ("X-Empty", ""), ("X-Tab", "a\tb"), ("X-Dau", "n\u{1ee3}")])
                == nil)
    }

    @Test func refusesACredentialBesideAHeaderOfItsName() {
        let authorization = EgressAuthorization(value: Secret("Bearer a"), origins: [])
        #expect(kind(headers: [("authorization", "x")], authorization: authorization) == .invalidRequest)
    }
}
