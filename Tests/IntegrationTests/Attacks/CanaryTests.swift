import Foundation
import HubCore
import Support
import Testing

/// A hundred tenants of ten users ask at once, over two workers in turn, while administrators change rows and users read
/// and delete sessions. Each has words of its own in the question, the prompt, the model's key, the tools' secret, the
/// ERP's path and account. No word comes where it does not belong.
@Suite(.serialized) struct CanaryTests {
    private struct Turn: Sendable {
        let user: CanaryFleet.User
        let token: String
        let agent: CanaryFleet.Agent
        let code: String
        let answer: RawHTTP.Response
        var session: String { answer.json["session_id"]?.stringValue ?? "" }
    }

    private enum Job: Sendable {
        case talk(CanaryFleet.User, number: Int)
        case administer(CanaryFleet.Tenant)
        /// The platform's administrator changes the agent that all use.
        case changePlatform
    }

    private struct Outcome: Sendable {
        var turns: [Turn] = []
        /// What was seen beside turns, by whom, and what was wrong with it.
        var faults: [String] = []
    }

    @Test(arguments: HubBackend.available)
    func crossesNothingUnderLoad(backend: HubBackend) async throws {
        let fleet = CanaryFleet(tenants: 100, users: 10)
        let models = try (0..<CanaryFleet.providers).map {
            try LoopbackServer(CanaryModel.script(fleet, provider: $0))
        }
        let erp = try LoopbackServer(CanaryERP.script(fleet))
        defer {
            for model in models { model.stop() }
            erp.stop()
        }
        // Nothing here is about time: on a slow machine it only takes longer.
        try await HubSite.run(on: backend, environment: ["AGENTHUB_TURN_TIMEOUT_MS": "600000"]) { site in
            var workers: [HubProcess] = []
            for _ in 0..<(backend == .embedded ? 1 : 2) {
                workers.append(try await site.worker(["--egress-allow", "127.0.0.0/8"]))
            }
            try await fleet.write(in: workers[0], models: models.map(\.port), erp: erp.port)
            let redis = CanaryRedis(site: site, fleet: fleet)
            let outcome = try await play(fleet, on: workers, redis)
            #expect(outcome.turns.count == 2100)
            #expect(outcome.faults.isEmpty, "\(outcome.faults.count): \(outcome.faults.prefix(3))")
            check(outcome.turns, fleet)
            try await checkStored(outcome.turns, workers, fleet)
            checkTools(outcome.turns, erp.requests)
            for (provider, model) in models.enumerated() { checkModel(model.requests, fleet, provider) }
            redis.check()
            for worker in workers {
                let root = try worker.token(tenant: "platform", user: "root", roles: [.platformAdmin])
                let metrics = try await worker.http.request("GET", "/metrics", token: root)
                #expect(metrics.status == 200 && Canary.words(in: metrics.body).isEmpty)
                await worker.stop()
                checkLog(await worker.wholeLog(), fleet)
            }
        }
    }

    /// So many at once that tenants, users and workers mix.
    private func play(_ fleet: CanaryFleet, on workers: [HubProcess], _ redis: CanaryRedis) async throws -> Outcome {
        var jobs = fleet.users.enumerated().map { Job.talk($1, number: $0) }
        for (number, tenant) in fleet.tenants.enumerated() { jobs.insert(.administer(tenant), at: number * 11) }
        for place in [700, 300] { jobs.insert(.changePlatform, at: place) }
        return try await withThrowingTaskGroup(of: Outcome.self) { group in
            var waiting = jobs.makeIterator()
            var outcome = Outcome()
            var done = 0
            for _ in 0..<48 {
                if let job = waiting.next() { group.addTask { try await carryOut(job, fleet, workers) } }
            }
            while let next = try await group.next() {
                outcome.turns += next.turns
                outcome.faults += next.faults
                done += 1
                if done % 200 == 0 || done == jobs.count { try await redis.read() }
                if let job = waiting.next() { group.addTask { try await carryOut(job, fleet, workers) } }
            }
            return outcome
        }
    }

    private func carryOut(_ job: Job, _ fleet: CanaryFleet, _ workers: [HubProcess]) async throws -> Outcome {
        switch job {
        case .talk(let user, let number): try await talk(user, number, workers)
        case .administer(let tenant): try await administer(tenant, workers, fleet)
        case .changePlatform: try await changePlatform(workers)
        }
    }

    private func talk(_ user: CanaryFleet.User, _ number: Int, _ workers: [HubProcess]) async throws -> Outcome {
        let token = try workers[0].token(tenant: user.tenant.id, user: user.name, lifetime: .seconds(3600))
        var outcome = Outcome()
        func ask(_ code: String, _ agent: CanaryFleet.Agent, _ session: String?, _ turn: Int) async throws -> Turn {
            let answer = try await workers[(number + turn) % workers.count].ask(
                agent.question(code), session: session, token: token, tenant: user.tenant.id)
            return Turn(user: user, token: token, agent: agent, code: code, answer: answer)
        }
        for (number, (code, agent)) in zip(user.codes, CanaryFleet.Agent.allCases).enumerated() {
            outcome.turns.append(try await ask(code, agent, outcome.turns.last?.session, number))
        }
        let sessions = "/api/\(user.tenant.id)/sessions"
        func read(_ worker: Int, _ path: String, _ method: String = "GET") async throws -> RawHTTP.Response {
            let answer = try await workers[worker % workers.count].http.request(method, path, token: token)
            let words = Canary.words(in: answer.body)
            if !words.allSatisfy({ belongs($0, to: user) }) { outcome.faults.append("\(path): \(answer.json.text)") }
            return answer
        }
        if let code = user.discarded {
            let turn = try await ask(code, .platforms, nil, 1)
            let path = "\(sessions)/\(turn.session)"
            outcome.turns.append(turn)
            // The other worker knows at once that it is gone.
            let deleted = try await read(number, path, "DELETE").status
            let after = try await read(number + 1, path + "/messages").status
            if deleted != 204 || after != 404 { outcome.faults.append("\(path): \(deleted), then \(after)") }
        }
        let list = try await read(number + 1, sessions)
        let agents = try await read(number, "/api/\(user.tenant.id)/agents").json["agents"]?.arrayValue ?? []
        if list.json["sessions"]?.arrayValue?.count != 1 || agents.count != CanaryFleet.Agent.allCases.count {
            outcome.faults.append("\(user.tenant.id): \(list.json.text) \(agents)")
        }
        return outcome
    }

    /// Puts other prompts in the place of the agent's, and reads what an administrator reads.
    private func administer(
        _ tenant: CanaryFleet.Tenant, _ workers: [HubProcess], _ fleet: CanaryFleet
    ) async throws -> Outcome {
        let admin = try CanaryAdministrator(of: tenant, on: workers[0])
        var outcome = Outcome()
        func note(_ answer: JSONValue, _ what: String) {
            let words = Canary.words(in: answer.bytes)
            let own = CanaryFleet.tenant(of: tenant.id)
            // Users' names stand in the audit log, but not what they ask.
            let isOwn = words.allSatisfy { CanaryFleet.tenant(of: $0) == own }
            if !isOwn || !words.isDisjoint(with: fleet.secrets.union(fleet.questions)) {
                outcome.faults.append("\(what) of \(tenant.id): \(answer.text)")
            }
        }
        let list = try await admin.send("GET", "agents?name=\(CanaryFleet.Agent.own.rawValue)")
        let id = list["agents"]?.arrayValue?.first?["id"]?.stringValue ?? ""
        note(list, "agents")
        for (number, prompt) in tenant.prompts.dropFirst().enumerated() {
            let worker = admin.at(workers[number % workers.count])
            note(try await worker.send("PATCH", "agents/\(id)", ["prompt_template": .string(prompt)]), "a change")
        }
        note(try await admin.send("GET", "audit?limit=200"), "audit")
        note(try await admin.send("GET", "tenants/\(tenant.id)/metrics"), "usage")
        return outcome
    }

    private func changePlatform(_ workers: [HubProcess]) async throws -> Outcome {
        let token = try workers[0].token(
            tenant: "platform", user: "root", roles: [.platformAdmin], lifetime: .seconds(3600))
        let root = CanaryAdministrator(hub: workers[workers.count - 1], token: token)
        let list = try await root.send("GET", "agents?name=\(CanaryFleet.Agent.platforms.rawValue)")
        let id = list["agents"]?.arrayValue?.first?["id"]?.stringValue ?? ""
        _ = try await root.send("PATCH", "agents/\(id)", ["prompt_template": .string("Debts. \(UUID())")])
        return Outcome()
    }

    private func check(_ turns: [Turn], _ fleet: CanaryFleet) {
        var failures: [String] = []
        let secrets = fleet.secrets
        for turn in turns {
            let (user, tenant) = (turn.user, turn.user.tenant)
            let words = Canary.words(in: turn.answer.body)
            // What the user asked, whom the model took it for, and whom the ERP took it for, once by the user's token and
            // once by the tenant's secret.
            var expected: Set = [turn.code, tenant.mark, tenant.id, user.name, tenant.account]
            if turn.agent == .own { expected.insert(tenant.path) }
            let reply = turn.answer.json
            if reply["status"] != "success" || reply["agent"]?.stringValue != turn.agent.rawValue
                || !words.isSuperset(of: expected) || words.contains(where: { !belongs($0, to: user) })
                || !words.isDisjoint(with: secrets)
            {
                failures.append("\(tenant.id) \(turn.code): \(reply.text)")
            }
        }
        #expect(failures.isEmpty, "\(failures.count): \(failures.prefix(3))")
    }

    private func checkStored(_ turns: [Turn], _ workers: [HubProcess], _ fleet: CanaryFleet) async throws {
        let secrets = fleet.secrets
        for (number, turn) in turns.enumerated() where turn.code == turn.user.codes.last {
            let http = workers[number % workers.count].http
            let path = "/api/\(turn.user.tenant.id)/sessions/\(turn.session)/messages"
            let stored = try await http.request("GET", path, token: turn.token)
            #expect(stored.json["messages"]?.arrayValue?.count == 2 * turn.user.codes.count)
            let words = Canary.words(in: stored.body)
            #expect(words.isSuperset(of: turn.user.codes))
            #expect(words.allSatisfy { belongs($0, to: turn.user) } && words.isDisjoint(with: secrets))
        }
    }

    /// Each call has the caller's own token, or its tenant's secret, and goes to its agent's path.
    private func checkTools(_ turns: [Turn], _ requests: [LoopbackRequest]) {
        var expected: Set<String> = []
        for turn in turns {
            let tenant = turn.user.tenant
            for (tool, token) in zip(turn.agent.tools, [turn.token, tenant.secret]) {
                expected.insert("/\(turn.agent.path(of: tenant))/\(tool)/\(turn.code) Bearer \(token)")
            }
        }
        let calls = requests.map { "\($0.target) \($0.header("authorization") ?? "")" }
        #expect(
            calls.count == expected.count && Set(calls) == expected, "\(Set(calls).subtracting(expected).first ?? "")")
        for request in requests {
            let named = request.headers.filter { $0.name.lowercased() != "authorization" }
            let words = Canary.words(in: (named.map(\.value).joined(separator: " ") + request.text).utf8)
            #expect(words.isEmpty, "\(words)")
        }
    }

    /// A provider sees its own customers' keys only, and with each the words of its tenant and of one user.
    private func checkModel(_ requests: [LoopbackRequest], _ fleet: CanaryFleet, _ provider: Int) {
        let keys = Set(fleet.tenants.filter { $0.provider == provider }.map(\.key))
        let secrets = fleet.secrets
        for request in requests {
            let key = Canary.words(in: (request.header("authorization") ?? "").utf8)
            let words = Canary.words(in: request.body)
            let users = Set(words.map(CanaryFleet.owner(of:))).filter { $0.count > 4 }
            let tenants = Set(words.union(key).map(CanaryFleet.tenant(of:)))
            let isOwn = key.count == 1 && tenants.count == 1 && users.count <= 1 && words.isDisjoint(with: secrets)
            #expect(isOwn && key.isSubset(of: keys), "\(key) \(words)")
        }
        #expect(keys.isSubset(of: requests.flatMap { Canary.words(in: ($0.header("authorization") ?? "").utf8) }))
    }

    /// Tenants' ids stand in the log, one a line, and nothing else of theirs.
    private func checkLog(_ log: String, _ fleet: CanaryFleet) {
        let ids = Set(fleet.tenants.map(\.id))
        let lines = log.split(separator: "\n")
        let wrong = lines.filter { line in
            let words = Canary.words(in: line.utf8)
            return words.count > 1 || !words.isSubset(of: ids)
        }
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(3))")
        #expect(lines.count > 1000)
        let errors = lines.filter { $0.contains("\"level\":\"error\"") }
        #expect(errors.isEmpty, "\(errors.prefix(3))")
    }

    private func belongs(_ word: String, to user: CanaryFleet.User) -> Bool {
        let owner = CanaryFleet.owner(of: word)
        return owner == CanaryFleet.owner(of: user.name) || owner == CanaryFleet.tenant(of: user.tenant.id)
    }
}
