import HubCore
import Support
import Testing

/// What one tenant's administrator tries with another's keys, secrets and limits, or with the operator's rights.
@Suite(.timeLimit(.minutes(5))) struct AdministratorAttackTests {
    /// An administrator's change that is sent again with the same key, by whoever else.
    @Test(arguments: AttackBackend.available)
    func keepsAdministratorsIdempotencyKeysToThem(backend: AttackBackend) async throws {
        try await AttackField.run(backend) { field in
            let (victim, attacker) = (field.victim, field.attacker)
            let repeatable = field.operations.filter { operation in
                operation.isAdmin && operation.parameters.contains { $0.name == "Idempotency-Key" }
            }
            #expect(repeatable.count >= 6)
            for operation in repeatable {
                let request = try AttackRequest(operation, from: victim)
                let key = ["Idempotency-Key: \(Canary.word("key"))"]
                let isOperators = AttackField.operatorsOnly.contains(operation.id)
                let author = isOperators ? try field.root : victim.administrator
                let first = try await request.send(to: field.hub, token: author, headers: key)
                try #require((200..<300).contains(first.status), "\(operation.id): \(first.json.text)")
                let made = first.json["id"]?.stringValue ?? first.json["expires_at"]?.stringValue
                for (name, token) in [
                    ("user", victim.user), ("another tenant_admin", try field.token(victim, "another")),
                    ("tenant_admin elsewhere", attacker.administrator),
                    ("tenant_admin of the same name elsewhere", try field.token(attacker, victim.administratorName)),
                    (
                        "another platform_admin",
                        try field.hub.token(tenant: "platform", user: "another", roles: [.platformAdmin])
                    ),
                ] {
                    let answer = try await request.send(to: field.hub, token: token, headers: key)
                    let what = "\(operation.id) by a \(name): \(answer.status) \(answer.json.text)"
                    #expect(answer.headers["idempotency-replayed"] == nil, "\(what)")
                    if let made, !isOperators { #expect(answer.json["id"]?.stringValue != made, "\(what)") }
                }
                let again = try await request.send(to: field.hub, token: author, headers: key)
                #expect(again.headers["idempotency-replayed"] == "true" && again.json == first.json, "\(operation.id)")
            }
        }
    }

    /// A tool may name any secret; it gets its own tenant's.
    @Test(arguments: AttackBackend.available)
    func sendsNobodyElsesSecret(backend: AttackBackend) async throws {
        try await AttackField.run(backend) { field in
            let (victim, attacker) = (field.victim, field.attacker)
            let tool = try await PlantedTenant.write(
                field.hub, "POST", "tools", attacker.administrator,
                [
                    "name": "borrow", "description": "Borrows a secret.", "base_tool_type": "HTTP_GET",
                    "endpoint": .string(field.erp.url("/borrowed/{sku}")),
                    "auth": ["type": "credential", "credential": .string(victim[.secretName])],
                    "input_schema": [
                        "type": "object", "required": ["sku"],
                        "properties": ["sku": ["type": "string", "pattern": "^SKU-[0-9]{5}$"]],
                    ],
                ])
            let trial = try await field.hub.http.request(
                "POST", "/api/admin/tools/\(tool["id"]?.stringValue ?? "")/test", token: attacker.administrator,
                body: ["arguments": ["sku": "SKU-12345"]])
            #expect(trial.status == 200, "\(trial.json.text)")
            let agent = try await PlantedTenant.write(
                field.hub, "POST", "agents", attacker.administrator,
                ["name": "Borrower", "description": "Stock levels of products.", "tools": ["borrow"]])
            #expect(agent["id"] != nil)
            _ = try await field.hub.ask(
                "What is the stock level of SKU-12345?", agent: "Borrower", token: attacker.user, tenant: attacker.id)
            // Neither the trial nor the turn had anything to send.
            #expect(!field.erp.requests.contains { $0.target.hasPrefix("/borrowed/") })
        }
    }

    @Test(arguments: AttackBackend.available)
    func leavesLimitsAndAdmissionToThePlatform(backend: AttackBackend) async throws {
        try await AttackField.run(backend) { field in
            let path = "/api/admin/tenants/\(field.attacker.id)"
            for body: JSONValue in [
                ["settings": ["rpm": 1_000_000]], ["settings": ["user_tpm": 1]], ["enabled": false],
            ] {
                let answer = try await field.hub.http.request(
                    "PATCH", path, token: field.attacker.administrator, body: body)
                #expect(answer.status == 403, "\(body.text): \(answer.json.text)")
            }
            let row = try await field.hub.http.request("GET", path, token: field.attacker.administrator).json
            #expect(row["version"] == 1 && row["enabled"] == true)
        }
    }

    @Test(arguments: AttackBackend.available)
    func leavesThePlatformsMetricsToItsAdministrators(backend: AttackBackend) async throws {
        try await AttackField.run(backend) { field in
            for token in [field.victim.user, field.victim.administrator] {
                for method in ["GET", "HEAD"] {
                    let answer = try await field.hub.http.request(method, "/metrics", token: token)
                    #expect(answer.status == 403, "\(method)")
                }
            }
            let answer = try await field.hub.http.request("GET", "/metrics", token: try field.root)
            #expect(answer.status == 200 && Canary.words(in: answer.body).isEmpty)
        }
    }

    /// Over SQLite, where no announcement of an earlier change is on its way any more.
    @Test func forgetsWhatIsHeldOfTheCallersTenantOnly() async throws {
        try await AttackField.run(.sqlite) { field in
            func loads() async throws -> Double {
                let answer = try await field.victimAsks()
                #expect(answer.json["status"] == "success", "\(answer.json.text)")
                return try await field.hub.metric(#"agenthub_snapshot_requests_total{result="load"}"#) ?? 0
            }
            func reload(_ token: String) async throws -> Int {
                try await field.hub.http.request("POST", "/api/admin/agents/reload", token: token).status
            }
            let before = try await loads()
            #expect(try await reload(field.attacker.user) == 403)
            #expect(try await reload(field.attacker.administrator) == 204)
            #expect(try await loads() == before)
            #expect(try await reload(field.victim.administrator) == 204)
            #expect(try await loads() > before)
        }
    }
}
