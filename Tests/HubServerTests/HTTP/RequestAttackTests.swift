import HTTPTypes
import HubCore
import Testing

@testable import HubServer

/// What a hostile client may send to the router that is served.
@Suite struct RequestAttackTests {
    private func create(_ body: String, _ headers: [(String, String)] = []) async throws -> House.Reply {
        let house = try House()
        let reply = try await house.send(.post, "/api/admin/agents", as: .platform, body, headers)
        if reply.status != 201 { #expect(house.agents.rows.isEmpty) }
        return reply
    }

    @Test func refusesBodiesThatAreNoJSON() async throws {
        let deep = String(repeating: "[", count: 50_000) + String(repeating: "]", count: 50_000)
        for body in [
            "", "{", "{\"name\": \"a\"} x", "\u{FEFF}{}", "{'name': 1}", deep, "{\"a\":\(deep.prefix(90_000))",
        ] {
            #expect(try await create(body).status == 400, "\(body.prefix(20))")
        }
        for body in ["[]", "1", "null", "\"x\""] { #expect(try await create(body).status == 422) }
    }

    @Test func takesTheLastOfMembersThatStandTwice() async throws {
        let reply = try await create(#"{"name": "First", "name": "Last"}"#)
        #expect(reply.status == 201 && reply.json?["name"] == "Last")
        #expect(try await create(#"{"name": "First", "name": 1}"#).status == 422)
    }

    @Test func refusesABodyThatIsTooLarge() async throws {
        #expect(try await create(String(repeating: " ", count: RequestBodyLimit.bytes + 1)).status == 413)
        #expect(try await create("{}", [("Content-Length", "99999999999")]).status == 413)
    }

    @Test func refusesNULAndUnknownMembers() async throws {
        #expect(try await create(#"{"name": "A", "description": "a\u0000b"}"#).status == 422)
        #expect(try await create(#"{"name": "A", "id": "x"}"#).status == 422)
        #expect(try await create(#"{"name": "A", "__proto__": {}}"#).status == 422)
    }

    @Test(arguments: [
        "text/html", "text/plain", "application/jsonx", "json",
        "application/json; charset=utf-16", "application/json, text/html", "multipart/form-data; boundary=x", "",
    ])
    func refusesWhatSaysThatItIsNoJSON(type: String) async throws {
        let reply = try await create(#"{"name": "A"}"#, [("Content-Type", type)])
        #expect(reply.status == 415 && reply.code == "unsupported_media_type")
    }

    @Test(arguments: [
        "application/json", "APPLICATION/JSON ; charset=\"UTF-8\"", "application/merge-patch+json", "text/json",
        "application/x-www-form-urlencoded",
    ])
    func takesWhatSaysThatItIsJSON(type: String) async throws {
        #expect(try await create(#"{"name": "A"}"#, [("Content-Type", type)]).status == 201)
    }

    @Test(arguments: [
        "limit=1&limit=1", "limit=0", "limit=201", "limit=1e2", "limit=", "limit", "nothing=1", "&x", "limit=%",
        "name=%C0%AF", "name=%ED%A0%80", "name=%00", "name=%zz", "cursor=1", "cursor=%2e%2e", "enabled=TRUE",
        "tenant_id=..%2f", "limit%00=1", "l%69mit=1&limit=1",
    ])
    func refusesQueriesThatAreNotWhatIsDescribed(query: String) async throws {
        let reply = try await House().send(.get, "/api/admin/agents?\(query)", as: .platform)
        #expect(reply.status == 422 && reply.code == "invalid_query", "\(query)")
    }

    @Test(arguments: ["", "limit=1", "l%69mit=1", "name=a+b", "name=%F0%9F%90%9D", "&&"])
    func takesQueriesThatAre(query: String) async throws {
        #expect(try await House().send(.get, "/api/admin/agents?\(query)", as: .platform).status == 200, "\(query)")
    }

    @Test(arguments: [
        "..", ".", "%2e%2e", "%2e%2e%2fagents", "x%00", "%C0%AE%C0%AE", "019aab50-1111-7000-8000-00000000000g",
        "019aab50%2D1111-7000-8000-000000000001", "1 OR 1=1", "{id}", "*", "%252e", "'--",
    ])
    func knowsNoRowOfAnIDThatIsNone(id: String) async throws {
        for method in [HTTPRequest.Method.get, .delete] {
            let reply = try await House().send(method, "/api/admin/agents/\(id)", as: .platform)
            #expect(reply.status == 404, "\(method) \(id)")
        }
    }

    @Test(arguments: ["%61cme-corp", "acme-corp%00", "ACME-CORP", "acme-corp.", "..%2facme-corp", "rival", "*"])
    func letsNobodyIntoATenantThatIsNotTheTokens(tenant: String) async throws {
        let reply = try await House().send(.get, "/api/\(tenant)/sessions", as: .user)
        #expect(reply.status == 403 && reply.code == "wrong_tenant", "\(tenant)")
    }

    @Test func answersEveryTraceWithASpanOfItsOwn() async throws {
        let house = try House()
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        let reply = try await house.send(
            .get, "/health/live", as: nil, "", [("traceparent", "00-\(trace)-00f067aa0ba902b7-01")])
        let parent = try #require(reply.header("traceparent"))
        let span = try #require(reply.header("X-Request-Id"))
        #expect(span.count == 16 && parent.split(separator: "-")[2] == span)
        #expect(parent.hasPrefix("00-\(trace)-") && parent.hasSuffix("-01") && !parent.contains("00f067aa0ba902b7"))
        let another = try await house.send(
            .get, "/health/live", as: nil, "", [("traceparent", "00-\(trace)-00f067aa0ba902b7-01")])
        // One trace may have many requests, which the logs must tell apart.
        #expect(another.header("X-Request-Id") != span)
        let twice = try await house.send(
            .get, "/health/live", as: nil, "",
            Array(repeating: ("traceparent", "00-\(trace)-00f067aa0ba902b7-01"), count: 2))
        #expect(twice.header("traceparent")?.contains(trace) == false)
    }
}
