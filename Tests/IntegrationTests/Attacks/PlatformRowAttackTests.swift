import HubCore
import Support
import Testing

/// What the platform lends to one tenant, attacked by another's user and administrator.
@Suite(.timeLimit(.minutes(5))) struct PlatformRowAttackTests {
    /// What a tenant may say of a row that it was not granted, each with its reason. Its answer still shows nothing of
    /// how the row works inside.
    private static let harmless: Set<String> = [
        // Its own form of an agent's answers, should it ever be granted the agent.
        "putOutputOverride path", "deleteOutputOverride path",
        // A list names tools; whether they may be used is asked at each turn.
        "createAgent body", "changeAgent body",
        // Every tenant may ask the platform's models, with its own key.
        "putLLMConfig body",
    ]

    @Test(arguments: AttackBackend.available)
    func lendsNothingToWhomItWasNotGranted(backend: AttackBackend) async throws {
        try await AttackField.run(backend) { field in
            let (hub, attacker) = (field.hub, field.attacker)
            let rows = try await PlatformRows.plant(in: hub, erp: field.erp, for: field.victim)
            let name = rows.values[.agentName] ?? ""
            func calls() -> Int { field.erp.requests.filter { $0.target.hasPrefix("/\(rows.path)/") }.count }
            // The tenant that it was granted can use it.
            let answer = try await field.victimAsks(agent: name)
            #expect(answer.json["status"] == "success" && calls() == 1, "\(answer.json.text)")
            let before = try await rows.read(in: hub, as: field.root)

            for token in [attacker.user, attacker.administrator] {
                for agent in [rows.values[.agent] ?? "", name] {
                    let answer = try await hub.ask(
                        "What is the stock level of SKU-12345?", agent: agent, token: token, tenant: attacker.id)
                    #expect(answer.status == 403, "\(answer.json.text)")
                }
                let list = try await hub.http.request("GET", "/api/\(attacker.id)/agents", token: token)
                #expect(list.status == 200 && !list.json.text.contains(name))
            }
            for operation in field.operations where operation.isAdmin {
                try await attack(operation, rows, field)
            }
            #expect(try await rows.read(in: hub, as: field.root) == before)

            // Whoever lists the platform's tool in an agent of its own does not have it.
            let thief = Canary.word("agent")
            _ = try await PlantedTenant.write(
                hub, "POST", "agents", attacker.administrator,
                ["name": .string(thief), "description": "Stock.", "tools": [.string(rows.values[.toolName] ?? "")]])
            let stolen = try await hub.ask(
                "What is the stock level of SKU-12345?", agent: thief, token: attacker.user, tenant: attacker.id)
            #expect(stolen.status == 200 && calls() == 1, "\(stolen.json.text)")
        }
    }

    private static func isHarmless(_ position: AttackRequest.Position, in operation: OpenAPIOperation) -> Bool {
        switch position.place {
        case .path: harmless.contains(operation.id + " path")
        case .query: false
        case .body: harmless.contains(operation.id + " body")
        }
    }

    private func attack(_ operation: OpenAPIOperation, _ rows: PlatformRows, _ field: AttackField) async throws {
        for position in try AttackRequest.positions(in: operation) {
            // A name that a row gets is its own tenant's.
            if case .body(let member) = position.place, member.name == "name" { continue }
            guard let value = rows.values[position.identifier] else { continue }
            for (token, isUser) in [(field.attacker.user, true), (field.attacker.administrator, false)] {
                var request = try AttackRequest(operation, from: field.attacker)
                request.set(position, to: value)
                let answer = try await request.send(to: field.hub, token: token)
                let what = "\(operation.method) \(request.target) \(position.identifier): \(answer.json.text)"
                #expect(Canary.words(in: answer.body).isDisjoint(with: rows.insides), "\(what)")
                #expect(answer.status < 500, "\(what)")
                if isUser {
                    #expect(answer.status == 403, "\(what)")
                } else if operation.method != "GET", !Self.isHarmless(position, in: operation) {
                    #expect([403, 404, 422].contains(answer.status), "\(what)")
                }
            }
        }
    }
}
