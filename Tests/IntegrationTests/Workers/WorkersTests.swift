import Foundation
import HubCore
import HubCrypto
import Support
import Testing

/// Two workers that share PostgreSQL and Redis are one service.
@Suite(.enabled(if: TestPostgres.isAvailable)) struct WorkersTests {
    static let level = 7
    /// News takes a second at the most; a machine that runs all tests at once is given more.
    private static let newsTime = Duration.seconds(5)

    static func erp() throws -> LoopbackServer {
        try LoopbackServer { request in
            let sku = request.target.split(separator: "/").last.map(String.init) ?? ""
            return .json(#"{"sku": "\#(sku)", "level": \#(level)}"#)
        }
    }

    /// Two workers whose tools may call the ERP, and the rows of `StockAgent`.
    private func run(
        on backend: HubBackend = .postgreSQLAndRedis, settings: JSONValue = [:],
        _ body: (HubSite, [HubProcess], LoopbackServer) async throws -> Void
    ) async throws {
        let erp = try Self.erp()
        defer { erp.stop() }
        try await HubSite.run(on: backend) { site in
            let arguments = ["--egress-allow", "127.0.0.1:\(erp.port)"]
            let workers = [try await site.worker(arguments), try await site.worker(arguments)]
            try await StockAgent(hub: workers[0]).write(erp: erp.port, settings: settings)
            try await body(site, workers, erp)
        }
    }

    private func ask(_ hub: HubProcess, session: String? = nil, headers: [String] = []) async throws -> RawHTTP.Response
    {
        try await hub.ask(StockAgent.question, session: session, tenant: StockAgent.tenant, headers: headers)
    }

    @Test func takeTurnsInOneSession() async throws {
        try await run { site, workers, _ in
            let nginx = try NginxServer(upstreams: workers.map { UInt16($0.port) })
            let token = try workers[0].token(tenant: StockAgent.tenant)
            let session = UUID().uuidString.lowercased()
            for turn in 0..<6 {
                let question = turn == 0 ? StockAgent.question : "and its stock level now?"
                let reply = try await RawHTTP(port: Int(nginx.port)).request(
                    "POST", "/api/acme/chat", token: token,
                    body: ["message": .string(question), "session_id": .string(session)]
                ).json
                // What was said on one worker is known to the other.
                #expect(reply["status"] == "success", "\(reply.text)")
                #expect(reply["data"]?["sku"] == "SKU-12345")
            }
            // At once on both: none is lost, and each gets its own place.
            await withTaskGroup { group in
                for index in 0..<8 {
                    group.addTask { _ = try? await ask(workers[index % 2], session: session) }
                }
            }
            let census = try await TurnCensus(#require(site.database))
            #expect(census.faults.isEmpty)
            #expect(census.answers.count == 14)
        }
    }

    @Test func holdALimitTogether() async throws {
        try await run(settings: ["rpm": 10]) { _, workers, _ in
            let start = ContinuousClock.now
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<40 {
                    group.addTask {
                        let response = try await ask(workers[index % 2])
                        if response.status == 429 {
                            #expect(response.headers["retry-after"] != nil)
                            #expect(response.json["code"] == "rate_limited")
                        }
                        return response.status
                    }
                }
                return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
            }
            // One more for every six seconds that a busy machine takes over it, and for every answer of Redis that came
            // too late on it, so that a worker decided alone.
            var extra = Int((.now - start) / .seconds(6))
            for worker in workers { extra += Int(try await worker.metric("agenthub_rate_limit_fallbacks_total") ?? 0) }
            let allowed = statuses[200] ?? 0
            print("\(allowed) of 40 requests under a limit of 10; \(extra) more would have been right")
            #expect((10...10 + extra).contains(allowed), "\(statuses)")
            #expect(statuses == [200: allowed, 429: 40 - allowed])
        }
    }

    @Test func answerARepeatedRequestOnce() async throws {
        try await run { _, workers, erp in
            let key = ["Idempotency-Key: \(UUID().uuidString)"]
            let first = try await ask(workers[0], headers: key)
            let second = try await ask(workers[1], headers: key)
            #expect(first.status == 200)
            #expect(second.json == first.json)
            #expect(second.headers["idempotency-replayed"] == "true")
            #expect(erp.requests.count == 1)
            let admin = try workers[0].token(tenant: "platform", user: "root", roles: [.platformAdmin])
            var rows: [RawHTTP.Response] = []
            for worker in workers {
                rows.append(
                    try await worker.http.request(
                        "POST", "/api/admin/tenants", token: admin, body: ["id": "another"], headers: key))
            }
            #expect(rows.map(\.status) == [201, 201])
            #expect(rows[0].json == rows[1].json)
        }
    }

    @Test func refuseARevokedTokenOnEveryWorker() async throws {
        try await run { site, workers, _ in
            let token = try workers[0].token(tenant: StockAgent.tenant, user: "leaver")
            let agents = { (worker: HubProcess) in
                try await worker.http.request("GET", "/api/acme/agents", token: token).status
            }
            for worker in workers { #expect(try await agents(worker) == 200) }
            let claims = try JSONValue(
                parsing: Base64URL.decode(token.utf8.split(separator: UInt8(ascii: "."))[1]) ?? [])
            let admin = try workers[0].token(tenant: "platform", user: "root", roles: [.platformAdmin])
            let answer = try await workers[0].http.request(
                "POST", "/api/admin/tenants/acme/revoked-tokens", token: admin, body: ["jti": claims["jti"] ?? .null])
            #expect(answer.status == 201, "\(answer.json.text)")
            let taken = try await Patience.until("the token refused on both workers", within: Self.newsTime) {
                let statuses = [try await agents(workers[0]), try await agents(workers[1])]
                return statuses == [401, 401]
            }
            print("a token is refused everywhere after \(taken)")
        }
    }

    /// A limit that a request which is no turn shows: it comes from what the worker holds and reads no row.
    private func shownLimit(_ worker: HubProcess) async throws -> String? {
        let token = try worker.token(tenant: StockAgent.tenant)
        return try await worker.http.request("GET", "/api/acme/agents", token: token).headers["ratelimit-limit"]
    }

    private func setLimit(_ worker: HubProcess, _ limit: Int) async throws {
        let admin = try worker.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        let answer = try await worker.http.request(
            "PATCH", "/api/admin/tenants/acme", token: admin, body: ["settings": ["rpm": .int(limit)]])
        #expect(answer.status == 200, "\(answer.json.text)")
    }

    @Test(arguments: [HubBackend.postgreSQLAlone, .postgreSQLAndRedis])
    func hearOfAChangeWithoutARequest(backend: HubBackend) async throws {
        try await run(on: backend, settings: ["rpm": 5000]) { _, workers, _ in
            for worker in workers {
                #expect(try await ask(worker).status == 200)
                #expect(try await shownLimit(worker) == "5000")
            }
            try await setLimit(workers[0], 6000)
            let taken = try await Patience.until("the old limit gone", within: Self.newsTime) {
                try await shownLimit(workers[1]) != "5000"
            }
            print("a change is heard of in \(taken) (\(backend))")
            #expect(try await ask(workers[1]).headers["ratelimit-limit"] == "6000")
        }
    }

    @Test func comeToNoHarmWhenRedisForgetsOrANoticeIsLost() async throws {
        try await run(settings: ["rpm": 5000]) { site, workers, _ in
            let redis = try RedisCommandLine(#require(site.redis))
            for worker in workers { #expect(try await ask(worker).status == 200) }
            for round in 1...5 {
                // Whoever listens is cut off, and hears nothing of the next change.
                try await redis.run("CLIENT", "KILL", "TYPE", "pubsub")
                try await setLimit(workers[0], 5000 + round)
                if round % 2 == 0 { try await redis.run("FLUSHALL") }
                _ = try await Patience.until("the new limit", within: Self.newsTime) {
                    let response = try await ask(workers[1])
                    #expect(response.status == 200)
                    return response.headers["ratelimit-limit"] == "\(5000 + round)"
                }
            }
        }
    }
}
