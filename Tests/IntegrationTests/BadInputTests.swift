import Foundation
import HubCore
import HubCrypto
import Testing

/// Whatever comes in, the answer is the right 4xx with a problem that helps, and the server goes on.
@Suite(.timeLimit(.minutes(5))) struct BadInputTests {
    private func expectProblem(
        _ response: RawHTTP.Response, _ status: Int, _ code: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(response.status == status, sourceLocation: sourceLocation)
        #expect(response.json["code"]?.stringValue == code, "\(response.json.text)", sourceLocation: sourceLocation)
        #expect(response.headers["content-type"] == "application/problem+json", sourceLocation: sourceLocation)
        #expect(response.json["request_id"]?.stringValue?.count == 16, sourceLocation: sourceLocation)
        #expect(response.json["detail"]?.stringValue?.isEmpty == false, sourceLocation: sourceLocation)
    }

    @Test func refusesWrongBodies() async throws {
        let hub = try await HubProcess.start()
        let token = try hub.token()
        func post(_ bytes: [UInt8]) async throws -> RawHTTP.Response {
            try await hub.http.request("POST", "/api/demo/chat", token: token, bytes: bytes)
        }
        expectProblem(try await post(Array("not json".utf8)), 400, "invalid_json")
        expectProblem(try await post([]), 400, "invalid_json")
        expectProblem(
            try await post(Array("{\"message\": \"\u{FF}".utf8.dropLast(2)) + [0xFF, 0x22, 0x7D]), 400, "invalid_json")
        expectProblem(try await post(Array(repeating: 0x5B, count: 50_000)), 400, "invalid_json")
        expectProblem(try await post(Array("[]".utf8)), 422, "invalid_body")
        expectProblem(try await post(Array("{}".utf8)), 422, "invalid_body")
        expectProblem(try await post(Array(#"{"message": ""}"#.utf8)), 422, "invalid_body")
        expectProblem(try await post(Array(#"{"message": " \n"}"#.utf8)), 422, "invalid_body")
        expectProblem(try await post(Array(#"{"message": 5}"#.utf8)), 422, "invalid_body")
        expectProblem(try await post(Array(#"{"message": "a\u0000b"}"#.utf8)), 422, "invalid_body")
        expectProblem(try await post(Array(#"{"message": "hi", "colour": "red"}"#.utf8)), 422, "invalid_body")
        expectProblem(try await post(Array(#"{"message": "hi", "session_id": "abc"}"#.utf8)), 422, "invalid_body")
        expectProblem(try await post(Array(#"{"message": "hi", "stream": 1}"#.utf8)), 422, "invalid_body")
        expectProblem(try await post(Array(#"{"message": "hi", "attachments": ["x"]}"#.utf8)), 422, "invalid_body")
        let unknown = try await post(Array(#"{"message": "hi", "colour": "red"}"#.utf8))
        #expect(unknown.json["errors"]?.arrayValue?.first?["pointer"] == "/colour")
        let large = JSONValue.object(["message": .string(String(repeating: "x", count: 200_000))]).bytes
        expectProblem(try await post(large), 413, "body_too_large")
        let fine = try await hub.ask("Where is shipment ABC123?")
        await hub.stop()
        #expect(fine.status == 200)
    }

    @Test func refusesWrongTokens() async throws {
        let hub = try await HubProcess.start()
        func ask(_ token: String?) async throws -> RawHTTP.Response {
            try await hub.http.request(
                "POST", "/api/demo/chat", token: token, body: ["message": "Where is shipment ABC123?"])
        }
        expectProblem(try await ask(nil), 401, "missing_token")
        expectProblem(try await ask("garbage"), 401, "invalid_token")
        let good = try hub.token()
        let parts = good.split(separator: ".").map(String.init)
        expectProblem(try await ask(try hub.token(now: Date(timeIntervalSinceNow: -7200))), 401, "invalid_token")
        expectProblem(try await ask(try hub.token(now: Date(timeIntervalSinceNow: 7200))), 401, "invalid_token")
        expectProblem(try await ask(try hub.token(lifetime: .seconds(90_000))), 401, "invalid_token")
        for algorithm in ["none", "HS256", "RS384", "PS256"] {
            let header = Base64URL.encode(Array(#"{"alg":"\#(algorithm)","typ":"JWT"}"#.utf8))
            expectProblem(try await ask("\(header).\(parts[1]).\(parts[2])"), 401, "invalid_token")
            expectProblem(try await ask("\(header).\(parts[1])."), 401, "invalid_token")
        }
        let claims = try JSONValue(parsing: Base64URL.decode(parts[1].utf8) ?? [])
        var altered = try #require(claims.objectValue)
        altered["sub"] = "somebody-else"
        expectProblem(
            try await ask("\(parts[0]).\(Base64URL.encode(JSONValue.object(altered).bytes)).\(parts[2])"), 401,
            "invalid_token")
        expectProblem(try await ask(try hub.token(tenant: "other")), 403, "wrong_tenant")
        let unknown = try await hub.ask("hello", token: try hub.token(tenant: "nobody"), tenant: "nobody")
        expectProblem(unknown, 403, "tenant_unavailable")
        let admin = try await hub.http.request("GET", "/api/admin/agents", token: good)
        expectProblem(admin, 403, "role_required")
        let fine = try await ask(good)
        #expect(fine.status == 200)
        await hub.stop()
        #expect(!hub.logText.contains(parts[2]), "a token's signature stands in the log")
    }

    @Test func hidesASessionFromAnotherUserOfTheTenant() async throws {
        let hub = try await HubProcess.start()
        let first = try await hub.ask("Where is shipment ABC123?").json
        let session = try #require(first["session_id"]?.stringValue)
        let other = try hub.token(user: "other")
        expectProblem(try await hub.ask("Where is shipment ABC123?", session: session, token: other), 404, "not_found")
        for path in ["", "/messages"] {
            expectProblem(
                try await hub.http.request("GET", "/api/demo/sessions/\(session)\(path)", token: other), 404,
                "not_found")
        }
        expectProblem(
            try await hub.http.request("DELETE", "/api/demo/sessions/\(session)", token: other), 404, "not_found")
        let own = try await hub.http.request("GET", "/api/demo/sessions/\(session)", token: hub.token())
        #expect(own.json["message_count"] == 2)
        let agent = try await hub.ask("Where is shipment ABC123?", agent: "AgentSecret")
        expectProblem(agent, 403, "agent_not_available")
        let route = try await hub.http.request("GET", "/api/demo/nothing", token: hub.token())
        await hub.stop()
        expectProblem(route, 404, "no_such_route")
    }

    @Test func answersHEADWithoutABody() async throws {
        let hub = try await HubProcess.start()
        for path in ["/health/live", "/api/demo/nothing"] {
            let response = try await hub.http.request("HEAD", path, token: hub.token())
            #expect(response.body.isEmpty, "\(path)")
        }
        await hub.stop()
    }
}
