import HubCore
import Support
import Testing

/// The parts of a service fail while users talk: what was acknowledged is stored once, and the rest goes on.
@Suite(.enabled(if: TestPostgres.isAvailable), .serialized) struct PartOutageTests {
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

    /// How long it takes until a new turn is answered.
    private func recovery(of hub: HubProcess) async throws -> Duration {
        let taken = try await Patience.until("a turn") {
            try await StockAgent(hub: hub).ask(Self.probe).json["status"] == "success"
        }
        #expect(taken < .seconds(5))
        return taken
    }

    private func health(_ hub: HubProcess) async throws -> RawHTTP.Response {
        try await hub.http.request("GET", "/health/ready")
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
                        #expect(try await hubs[0].metric("agenthub_database_losses_total") ?? 0 > 0)
                        try await server.start()
                        let taken = try await recovery(of: hubs[0])
                        print("first turn \(taken) after PostgreSQL's return from \(stop.rawValue)")
                        try await Patience.until("ready") { try await health(hubs[0]).json["status"] == "ready" }
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
            try await expectAllStoredOnce(load, #require(site.database))
        }
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
            var hubs = try await start(site, erp: erp, workers: 2)
            let nginx = try NginxServer(upstreams: hubs.map { UInt16($0.port) })
            let load = TurnLoad(ports: [Int(nginx.port)], token: try hubs[0].token(tenant: StockAgent.tenant))
            try await load.run {
                for victim in [0, 1] {
                    try await load.more(80)
                    let old = hubs[victim]
                    await old.kill9()
                    let gap = try await recovery(of: hubs[1 - victim])
                    try await load.more(40)
                    hubs[victim] = try await site.worker(
                        ["--egress-allow", "127.0.0.1:\(erp.port)"], folder: old.folder, port: old.port)
                    print("a turn \(gap) after the kill, and \(try await recovery(of: hubs[victim])) after the return")
                }
                try await load.more(80)
            }
            try await expectAllStoredOnce(load, #require(site.database))
        }
    }
}
