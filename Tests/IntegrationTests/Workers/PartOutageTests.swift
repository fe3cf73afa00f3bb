import HubCore
import Support
import Testing

/// The parts of a service fail while users talk: what was acknowledged is stored once, and the rest goes on.
@Suite(.enabled(if: TestPostgres.isAvailable), .serialized, .timeLimit(.minutes(5))) struct PartOutageTests {
    /// So high that they refuse nobody; each turn is counted for them, in Redis.
    private static let limits: JSONValue = [
        "rpm": 1_000_000, "tpm": 1_000_000_000, "user_rpm": 1_000_000, "user_tpm": 1_000_000_000,
    ]
    /// A turn waits for the ERP as long as the machine needs.
    private static let patience = 60_000

    /// A question that the load does not ask.
    private static let probe = "What is the stock level of SKU-99999?"

    /// Every turn that was acknowledged must be there once, and none twice. All that was begun was acknowledged in the
    /// end, so that nothing else is stored but the probes.
    private func expectAllStoredOnce(_ load: TurnLoad, _ database: HubDatabase) async throws {
        let census = try await TurnCensus(database)
        let acknowledged = load.acknowledged
        print("\(acknowledged.count) turns, the longest \(load.longest), refused: \(load.refusals)")
        #expect(load.unanswered.isEmpty)
        #expect(census.faults.isEmpty)
        let lost = acknowledged.filter {
            census.answers[$0.message] != TurnCensus.Answer(session: $0.turn.session, question: $0.turn.question)
        }
        #expect(lost.isEmpty)
        #expect(Set(acknowledged.map(\.message)).count == acknowledged.count)
        let questions = census.questions.filter { $0.key != Self.probe }
        #expect(questions.count == acknowledged.count)
        #expect(questions.allSatisfy { $0.value == 1 })
    }

    /// How long it takes until a new turn is answered by each of these, servers or a balancer.
    private func recovery(of ports: [Int], token: String) async throws -> [Duration] {
        let start = ContinuousClock.now
        let taken = try await withThrowingTaskGroup(of: Duration.self) { group in
            for port in ports {
                group.addTask {
                    try await Patience.until("a turn") {
                        let body: JSONValue = ["message": .string(Self.probe)]
                        // Who is not there yet refuses the connection.
                        let response = try? await RawHTTP(port: port).request(
                            "POST", "/api/\(StockAgent.tenant)/chat", token: token, body: body)
                        return response?.json["status"] == "success"
                    }
                    return .now - start
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for duration in taken { #expect(duration < .seconds(5)) }
        return taken
    }

    private func health(_ hub: HubProcess) async throws -> RawHTTP.Response {
        try await hub.http.request("GET", "/health/ready")
    }

    private func worker(_ site: HubSite, _ erp: LoopbackServer, in old: HubProcess? = nil) async throws -> HubProcess {
        try await site.worker(
            ["--egress-allow", "127.0.0.1:\(erp.port)"], folder: old?.folder,
            port: old?.port ?? Int(LoopbackPort.free()), environment: ["AGENTHUB_DATABASE_POOL": "24"])
    }

    private func start(_ site: HubSite, erp: LoopbackServer) async throws -> [HubProcess] {
        let hubs = [try await worker(site, erp), try await worker(site, erp)]
        try await StockAgent(hub: hubs[0]).write(erp: erp.port, timeout: Self.patience, settings: Self.limits)
        return hubs
    }

    @Test func survivesARestartOfPostgreSQL() async throws {
        let erp = try WorkersTests.erp()
        defer { erp.stop() }
        try await PostgresServer.run { server in
            try await HubSite.run(postgres: server.url) { site in
                let hubs = try await start(site, erp: erp)
                let ports = hubs.map(\.port)
                let token = try hubs[0].token(tenant: StockAgent.tenant)
                let load = TurnLoad(ports: ports, token: token)
                try await load.run {
                    for stop in [PostgresServer.Stop.immediate, .fast] {
                        try await load.more(80)
                        try await server.stop(stop)
                        for hub in hubs {
                            try await Patience.until("not ready") { try await health(hub).status == 503 }
                            let body = try await health(hub).json
                            #expect(body["status"] == "not_ready")
                            #expect(body["parts"]?["database"]?["status"] == "down")
                            #expect(try await hub.metric("agenthub_database_losses_total") ?? 0 > 0)
                        }
                        try await server.start()
                        let taken = try await recovery(of: ports, token: token)
                        print("first turns \(taken) after PostgreSQL's return from \(stop.rawValue)")
                        for hub in hubs {
                            try await Patience.until("ready") { try await health(hub).json["status"] == "ready" }
                        }
                    }
                    try await load.more(80)
                }
                try await expectAllStoredOnce(load, #require(site.database))
            }
        }
    }

    @Test func failsNoTurnWhenRedisDiesOrHangs() async throws {
        let erp = try WorkersTests.erp()
        defer { erp.stop() }
        try await HubSite.run { site in
            let redis = try #require(site.redis)
            let hubs = try await start(site, erp: erp)
            let load = TurnLoad(ports: hubs.map(\.port), token: try hubs[0].token(tenant: StockAgent.tenant))
            try await load.run {
                try await expectCountedInRedis(load, redis)
                redis.kill()
                try await expectDegraded(hubs)
                try await expectCountedAlone(load, hubs)
                try await redis.restart()
                print("ready \(try await useOfRedis(hubs)) after Redis' return")
                try await expectCountedInRedis(load, redis)
                redis.freeze()
                try await expectDegraded(hubs)
                try await expectCountedAlone(load, hubs)
                redis.thaw()
                print("ready \(try await useOfRedis(hubs)) after Redis went on")
                try await expectCountedInRedis(load, redis)
            }
            #expect(load.refusals.isEmpty)
            try await expectAllStoredOnce(load, #require(site.database))
        }
    }

    /// How long it takes until all workers use Redis again.
    private func useOfRedis(_ hubs: [HubProcess]) async throws -> Duration {
        let taken = try await Patience.until("Redis is used again") {
            for hub in hubs where try await health(hub).json["status"] != "ready" { return false }
            return true
        }
        #expect(taken < .seconds(5))
        return taken
    }

    /// Each turn takes from the limits that the workers share.
    private func expectCountedInRedis(_ load: TurnLoad, _ redis: RedisServer) async throws {
        let console = RedisCommandLine(redis)
        let before = try await console.calls(of: "evalsha")
        try await load.more(80)
        // Turns that were under way had been counted, and a late answer now and then is nothing.
        #expect(try await console.calls(of: "evalsha") - before >= 40)
    }

    /// Each worker goes on by itself.
    private func expectCountedAlone(_ load: TurnLoad, _ hubs: [HubProcess]) async throws {
        let name = "agenthub_rate_limit_fallbacks_total"
        var before: [Double] = []
        for hub in hubs { before.append(try await hub.metric(name) ?? 0) }
        try await load.more(80)
        for (hub, count) in zip(hubs, before) { #expect(try await hub.metric(name) ?? 0 > count) }
    }

    private func expectDegraded(_ hubs: [HubProcess]) async throws {
        for hub in hubs {
            try await Patience.until("degraded") { try await health(hub).json["status"] == "degraded" }
            let answer = try await health(hub)
            #expect(answer.status == 200)
            #expect(answer.json["parts"]?["redis"]?["status"] == "down")
            #expect(try await hub.metric("agenthub_redis_connected") == 0)
        }
    }

    @Test func losesNothingToAWorkerThatIsKilled() async throws {
        let erp = try WorkersTests.erp()
        defer { erp.stop() }
        try await HubSite.run { site in
            var hubs = try await start(site, erp: erp)
            let nginx = try NginxServer(upstreams: hubs.map { UInt16($0.port) })
            let token = try hubs[0].token(tenant: StockAgent.tenant)
            let load = TurnLoad(ports: [Int(nginx.port)], token: token)
            try await load.run {
                for victim in [0, 1] {
                    try await load.more(80)
                    await hubs[victim].kill9()
                    let gap = try await recovery(of: [Int(nginx.port)], token: token)
                    try await load.more(40)
                    hubs[victim] = try await worker(site, erp, in: hubs[victim])
                    let back = try await recovery(of: [hubs[victim].port, Int(nginx.port)], token: token)
                    print("a turn \(gap) after the kill, and \(back) after the return")
                    let turns = { [hub = hubs[victim]] in try await hub.metric("agenthub_turns_total") ?? 0 }
                    let before = try await turns()
                    try await Patience.until("the balancer uses it again") { try await turns() > before }
                }
                try await load.more(80)
            }
            try await expectAllStoredOnce(load, #require(site.database))
        }
    }
}
