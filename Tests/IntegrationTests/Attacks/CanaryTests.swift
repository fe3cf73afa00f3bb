import Foundation
import HubCore
import Support
import Testing

/// A hundred tenants of ten users ask at once; each has words of its own in the question, the prompt, the model's key, the
/// tools' secret and the ERP's path. No word comes where it does not belong.
@Suite(.serialized) struct CanaryTests {
    private struct Turn: Sendable {
        let user: CanaryFleet.User
        let token: String
        let code: String
        let reply: JSONValue
    }

    @Test(arguments: AttackBackend.available)
    func crossesNothingUnderLoad(backend: AttackBackend) async throws {
        let fleet = CanaryFleet(tenants: 100, users: 10, turns: 2)
        let model = try LoopbackServer(CanaryModel.script(fleet))
        let erp = try LoopbackServer { .json(#"{"note": "\#($0.target)"}"#) }
        defer {
            model.stop()
            erp.stop()
        }
        try await backend.run { hub in
            try await fleet.write(in: hub, model: model.port, erp: erp.port)
            let turns = try await play(fleet, on: hub)
            #expect(turns.count == 2000)
            check(turns, fleet)
            try await checkStored(turns, hub, fleet)
            checkTools(turns, erp.requests)
            checkModel(model.requests, fleet)
            checkLog(hub.logText, fleet)
            if backend == .postgres { try await checkRedis(fleet) }
        }
    }

    /// So many at once that tenants, users and workers mix.
    private func play(_ fleet: CanaryFleet, on hub: HubProcess) async throws -> [Turn] {
        try await withThrowingTaskGroup(of: [Turn].self) { group in
            var waiting = fleet.users.makeIterator()
            var turns: [Turn] = []
            for _ in 0..<48 {
                if let user = waiting.next() { group.addTask { try await play(user, on: hub) } }
            }
            while let done = try await group.next() {
                turns += done
                if let user = waiting.next() { group.addTask { try await play(user, on: hub) } }
            }
            return turns
        }
    }

    private func play(_ user: CanaryFleet.User, on hub: HubProcess) async throws -> [Turn] {
        let token = try hub.token(tenant: user.tenant.id, user: user.name)
        var turns: [Turn] = []
        for code in user.codes {
            let session = turns.last?.reply["session_id"]?.stringValue
            let answer = try await hub.ask(
                "Look up the ledger of \(code)", session: session, token: token, tenant: user.tenant.id)
            turns.append(Turn(user: user, token: token, code: code, reply: answer.json))
        }
        return turns
    }

    private func check(_ turns: [Turn], _ fleet: CanaryFleet) {
        var failures: [String] = []
        for turn in turns {
            let words = Canary.words(in: turn.reply.bytes)
            // What the user asked, whom the model took it for, and what the tenant's own ERP said.
            let expected: Set = [turn.code, turn.user.tenant.mark, turn.user.tenant.path]
            if turn.reply["status"] != "success" || !words.isSuperset(of: expected)
                || words.contains(where: { !belongs($0, to: turn.user) })
                || !words.isDisjoint(with: fleet.secrets)
            {
                failures.append("\(turn.user.tenant.id) \(turn.code): \(turn.reply.text)")
            }
        }
        #expect(failures.isEmpty, "\(failures.count): \(failures.prefix(3))")
    }

    private func checkStored(_ turns: [Turn], _ hub: HubProcess, _ fleet: CanaryFleet) async throws {
        for turn in turns where turn.code == turn.user.codes.last {
            let sessions = "/api/\(turn.user.tenant.id)/sessions"
            let list = try await hub.http.request("GET", sessions, token: turn.token)
            #expect(list.json["sessions"]?.arrayValue?.count == 1)
            let id = turn.reply["session_id"]?.stringValue ?? ""
            let stored = try await hub.http.request("GET", "\(sessions)/\(id)/messages", token: turn.token)
            #expect(stored.json["messages"]?.arrayValue?.count == 2 * turn.user.codes.count)
            let words = Canary.words(in: stored.body)
            #expect(words.isSuperset(of: turn.user.codes))
            #expect(words.allSatisfy { belongs($0, to: turn.user) } && words.isDisjoint(with: fleet.secrets))
        }
    }

    /// Each call has the caller's own token, or its tenant's secret, and goes to its tenant's path.
    private func checkTools(_ turns: [Turn], _ requests: [LoopbackRequest]) {
        var expected: Set<String> = []
        for turn in turns {
            let tenant = turn.user.tenant
            for (tool, token) in zip(CanaryFleet.tools, [turn.token, tenant.secret]) {
                expected.insert("/\(tenant.path)/\(tool)/\(turn.code) Bearer \(token)")
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

    private func checkModel(_ requests: [LoopbackRequest], _ fleet: CanaryFleet) {
        let secrets = fleet.secrets
        for request in requests {
            let key = Canary.words(in: (request.header("authorization") ?? "").utf8)
            let words = Canary.words(in: request.body)
            let users = Set(words.map(CanaryFleet.owner(of:))).filter { $0.count > 4 }
            let tenants = Set(words.union(key).map(CanaryFleet.tenant(of:)))
            let isOwn = key.count == 1 && tenants.count == 1 && users.count <= 1 && words.isDisjoint(with: secrets)
            #expect(isOwn, "\(key) \(words)")
        }
    }

    /// Tenants' ids stand in the log, one a line, and nothing else of theirs.
    private func checkLog(_ log: String, _ fleet: CanaryFleet) {
        let ids = Set(fleet.tenants.map(\.id))
        let wrong = log.split(separator: "\n").filter { line in
            let words = Canary.words(in: line.utf8)
            return words.count > 1 || !words.isSubset(of: ids)
        }
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(3))")
    }

    private func checkRedis(_ fleet: CanaryFleet) async throws {
        let url = try #require(AttackBackend.redis)
        let secrets = fleet.secrets
        for tenant in fleet.tenants {
            let values = try await RedisReader.values(at: url, prefix: "agenthub:\(tenant.id)")
            #expect(values.keys.contains("agenthub:\(tenant.id):cache:configuration"))
            for (key, value) in values {
                let words = Canary.words(in: Array(key.utf8) + [0x20] + value)
                let isOwn = words.allSatisfy { CanaryFleet.owner(of: $0) == CanaryFleet.tenant(of: tenant.id) }
                #expect(isOwn && words.isDisjoint(with: secrets), "\(key)")
            }
        }
        // Nor has any other key a word of theirs.
        let all = try await RedisReader.values(at: url, prefix: "")
        for (key, value) in all where !fleet.tenants.contains(where: { key.hasPrefix("agenthub:\($0.id):") }) {
            let words = Canary.words(in: Array(key.utf8) + value)
            #expect(words.isDisjoint(with: secrets) && words.isDisjoint(with: fleet.users.flatMap(\.codes)), "\(key)")
        }
    }

    private func belongs(_ word: String, to user: CanaryFleet.User) -> Bool {
        let owner = CanaryFleet.owner(of: word)
        return owner == CanaryFleet.owner(of: user.name) || owner == CanaryFleet.tenant(of: user.tenant.id)
    }
}
