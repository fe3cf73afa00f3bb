import HubCore
import Support
import Testing

/// The parts of a service fail while users talk: what was acknowledged is stored once, and the rest goes on.
@Suite(.enabled(if: TestPostgres.isAvailable), .serialized) struct PartOutageTests {
    /// Ends the leases of requests that were cut off, as time does, and has them answered; then every turn that was
    /// acknowledged must be there once, and none twice.
    /// `others` are the turns that were acknowledged beside the load.
    private func settle(_ load: TurnLoad, _ database: HubDatabase, port: Int, others: Int = 0) async throws {
        let held = load.held
        try await database.run("UPDATE idempotency_keys SET lease_until = 0, expires_at = 0 WHERE status IS NULL")
        for turn in held {
            let refusal = await load.attempt(turn, on: port)
            #expect(refusal == nil)
        }
        let census = try await TurnCensus(database)
        let acknowledged = load.acknowledged
        #expect(census.faults.isEmpty)
        let lost = acknowledged.filter {
            census.answers[$0.message] != TurnCensus.Answer(session: $0.turn.session, question: $0.turn.question)
        }
        #expect(lost.isEmpty)
        #expect(Set(acknowledged.map(\.message)).count == acknowledged.count)
        let doubled = census.questions.filter { $0.value > 1 }
        #expect(doubled.isEmpty)
        // All that was begun was acknowledged in the end, so that nothing else is stored.
        #expect(census.answers.count == acknowledged.count + others)
        print("\(acknowledged.count) turns, \(held.count) settled later, refused: \(load.refusals)")
    }

    private func health(_ hub: HubProcess) async throws -> RawHTTP.Response {
        try await hub.http.request("GET", "/health/ready")
    }

    /// The value of a metric without labels.
    private func metric(_ name: String, of hub: HubProcess) async throws -> Double? {
        let admin = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        let text = try await hub.http.request("GET", "/metrics", token: admin).body
        return String(decoding: text, as: UTF8.self).split(separator: "\n")
            .first { $0.hasPrefix(name + " ") }.flatMap { Double($0.dropFirst(name.count + 1)) }
    }

    private func start(_ site: HubSite, erp: LoopbackServer, workers: Int) async throws -> [HubProcess] {
        var hubs: [HubProcess] = []
        for _ in 0..<workers { hubs.append(try await site.worker(["--egress-allow", "127.0.0.1:\(erp.port)"])) }
        try await StockAgent(hub: hubs[0]).write(erp: erp.port)
        return hubs
    }

    @Test func survivesARestartOfPostgreSQL() async throws {
        let erp = try WorkersTests.erp()
        defer { erp.stop() }
        try await PostgresServer.run { server in
            try await HubSite.run(postgres: server.url) { site in
                let hubs = try await start(site, erp: erp, workers: 2)
                let load = TurnLoad(ports: hubs.map(\.port), token: try hubs[0].token(tenant: StockAgent.tenant))
                try await load.run {
                    for stop in [PostgresServer.Stop.immediate, .fast] {
                        try await load.more(80)
                        try await server.stop(stop)
                        try await Patience.until("not ready") { try await health(hubs[0]).status == 503 }
                        let body = try await health(hubs[0]).json
                        #expect(body["status"] == "not_ready")
                        #expect(body["parts"]?["database"]?["status"] == "down")
                        #expect(try await metric("agenthub_database_losses_total", of: hubs[0]) ?? 0 > 0)
                        try await server.start()
                        let taken = try await load.recovery(since: .now)
                        print("first turn \(taken) after PostgreSQL's return from \(stop.rawValue)")
                        #expect(taken < .seconds(5))
                        try await Patience.until("ready") { try await health(hubs[0]).json["status"] == "ready" }
                    }
                    try await load.more(80)
                }
                try await settle(load, #require(site.database), port: hubs[0].port)
            }
        }
    }

    @Test func failsNoTurnWhenRedisDiesOrHangs() async throws {
        let erp = try WorkersTests.erp()
        defer { erp.stop() }
        try await HubSite.run { site in
            let redis = try #require(site.redis)
            let hubs = try await start(site, erp: erp, workers: 2)
            let load = TurnLoad(ports: hubs.map(\.port), token: try hubs[0].token(tenant: StockAgent.tenant))
            try await load.run {
                try await load.more(80)
                redis.kill()
                try await expectDegraded(hubs)
                try await load.more(80)
                try await redis.restart()
                let back = try await Patience.until("Redis is used again", within: .seconds(5)) {
                    try await health(hubs[0]).json["status"] == "ready"
                }
                print("ready \(back) after Redis' return")
                try await load.more(80)
                redis.freeze()
                try await expectDegraded(hubs)
                try await load.more(80)
                redis.thaw()
                try await Patience.until("Redis is used again", within: .seconds(5)) {
                    try await health(hubs[0]).json["status"] == "ready"
                }
                try await load.more(40)
            }
            #expect(load.refusals.isEmpty)
            try await settle(load, #require(site.database), port: hubs[0].port)
        }
    }

    private func expectDegraded(_ hubs: [HubProcess]) async throws {
        for hub in hubs {
            try await Patience.until("degraded") { try await health(hub).json["status"] == "degraded" }
            let answer = try await health(hub)
            #expect(answer.status == 200)
            #expect(answer.json["parts"]?["redis"]?["status"] == "down")
            #expect(try await metric("agenthub_redis_connected", of: hub) == 0)
        }
    }

    @Test func losesNothingToAWorkerThatIsKilled() async throws {
        let erp = try WorkersTests.erp()
        defer { erp.stop() }
        try await HubSite.run { site in
            var hubs = try await start(site, erp: erp, workers: 2)
            let nginx = try NginxServer(upstreams: hubs.map { UInt16($0.port) })
            let load = TurnLoad(ports: [Int(nginx.port)], token: try hubs[0].token(tenant: StockAgent.tenant))
            try await load.run {
                for victim in [0, 1] {
                    try await load.more(80)
                    let old = hubs[victim]
                    await old.kill9()
                    let gap = try await load.recovery(since: .now)
                    try await load.more(40)
                    hubs[victim] = try await site.worker(
                        ["--egress-allow", "127.0.0.1:\(erp.port)"], folder: old.folder, port: old.port)
                    let start = ContinuousClock.now
                    let reply = try await StockAgent(hub: hubs[victim]).ask(
                        "What is the stock level of SKU-9999\(victim)?")
                    let taken = ContinuousClock.now - start
                    #expect(reply.json["status"] == "success", "\(reply.json.text)")
                    #expect(taken < .seconds(5))
                    print("a turn \(gap) after the kill; the new worker's first turn took \(taken)")
                }
                try await load.more(80)
            }
            try await settle(load, #require(site.database), port: hubs[0].port, others: 2)
        }
    }
}
