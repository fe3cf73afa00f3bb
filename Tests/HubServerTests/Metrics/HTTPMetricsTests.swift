import HTTPTypes
import HubCore
import HubMetrics
import Testing

@testable import HubServer

@Suite struct HTTPMetricsTests {
    @Test func countsByTemplateMethodAndClassOfStatus() async throws {
        let house = try House()
        for id in 0..<50 { _ = try await house.send(.get, "/api/admin/agents/\(id)", as: .own) }
        for path in 0..<50 { _ = try await house.send(.get, "/\(path)", as: .own) }
        for method in ["A", "B", "C"] { _ = try await house.send(try #require(HTTPRequest.Method(method)), "/docs") }
        let text = house.registry.exposition()
        func line(_ labels: String, _ count: Int) -> Bool {
            text.contains("agenthub_http_request_seconds_count{\(labels)} \(count)\n")
        }
        #expect(line(#"route="/api/admin/agents/{id}",method="GET",status="4xx""#, 50))
        #expect(line(#"route="none",method="GET",status="4xx""#, 50))
        #expect(line(#"route="none",method="other",status="4xx""#, 3))
        #expect(text.contains("agenthub_http_requests_in_flight 0\n"))
    }

    @Test func areForPlatformAdministratorsOnTheMainAddress() async throws {
        let house = try House()
        #expect(try await house.send(.get, "/metrics").status == 401)
        #expect(try await house.send(.get, "/metrics", as: .user).status == 403)
        #expect(try await house.send(.get, "/metrics", as: .own).status == 403)
        let reply = try await house.send(.get, "/metrics", as: .platform)
        #expect(reply.status == 200)
        #expect(reply.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
        // The scrape sees itself.
        #expect(reply.text.contains("agenthub_http_requests_in_flight 1\n"))
    }

    @Test func canBeOpenOrElsewhere() async throws {
        #expect(try await House(metricsAccess: .everybody).send(.get, "/metrics").status == 200)
        #expect(try await House(metricsAccess: .elsewhere).send(.get, "/metrics", as: .platform).status == 404)
    }
}
