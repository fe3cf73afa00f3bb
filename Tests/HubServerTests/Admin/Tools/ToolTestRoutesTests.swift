import HTTPTypes
import HubCore
import HubCrypto
import Synchronization
import Testing

@testable import HubServer

@Suite struct ToolTestRoutesTests {
    private static let schema: JSONValue = [
        "type": "object", "properties": ["sku": ["type": "string", "pattern": "^SKU-[0-9]{5}$"]], "required": ["sku"],
        "additionalProperties": false,
    ]
    private static let body: JSONValue = ["arguments": ["sku": "SKU-12345"]]

    private static func tool(
        owner: TenantID? = Door.acme, _ authorization: ToolAuthorization = .userJWT
    ) -> Tool {
        Tool(
            owner: owner, name: "get_stock", description: "", type: "HTTP_GET", inputSchema: schema,
            authorization: authorization, isEnabled: false, version: 3)
    }

    private static let good = ScriptedTester { _ in
        ToolTestReport(outcome: .success(["on_hand": 240]), milliseconds: 41.5, exchanges: [])
    }

    private func door(
        _ tool: Tool, _ tester: ScriptedTester, _ reports: ScriptedReports = ScriptedReports(),
        _ rows: ScriptedTenantRows = ScriptedTenantRows()
    ) throws -> Door {
        try Door { services in
            services.stores.tools = ScriptedCatalog([tool])
            services.stores.audit = reports
            services.stores.secrets = rows
            services.sealer = ScriptedSealer()
            services.tester = tester
        }
    }

    @Test(arguments: [Door.Person.own, .platform])
    func runsADisabledToolInItsOwnersNameWithTheCallersToken(person: Door.Person) async throws {
        let tool = Self.tool()
        let tester = ScriptedTester(Self.good.report)
        let reports = ScriptedReports()
        let door = try door(tool, tester, reports)
        let token = try door.token(of: person)
        let answer = try await door.send(.post, "tools/\(tool.id)/test", as: person, Self.body, token: token)
        #expect(answer.status == 200)
        #expect(
            answer.json == [
                "outcome": "ok", "result": ["on_hand": 240], "error": .null, "ms": 41.5, "exchanges": [],
            ])
        let call = try #require(tester.invocations.first)
        #expect(tester.invocations.count == 1)
        #expect(call.caller.scope == Door.scope && call.caller.token == token && call.credential == nil)
        #expect(call.tool == tool && call.arguments == ["sku": "SKU-12345"])
        #expect(call.caller.logName == String(SHA256.hex("anna").prefix(12)))
        let trace = try #require(call.traceparent.flatMap(TraceContext.init(continuing:)))
        #expect(trace.traceID == call.traceID && call.traceparent?.contains(call.requestID) == true)
        #expect(answer.headers[.requestID] == call.requestID)
        #expect(call.deadline.remaining <= tool.timeout)
        #expect(reports.kept.appended.map(\.entry.outcome) == ["begun", "ok"])
        let kept = try #require(reports.kept.appended.last)
        #expect(kept.entry.action == "tool.test" && kept.entry.subject == tool.id.description)
        #expect(kept.entry.outcome == "ok" && kept.scope == Door.scope && kept.user == UserID("anna"))
        #expect(kept.entry.detail["author_tenant"] == .string(person.tenant.rawValue))
        #expect(!kept.entry.detail.text.contains("SKU-12345"))
    }

    /// Of one tenant, which chose a model.
    private struct Embeddings: IngestionEmbeddings {
        struct Embedder: ToolEmbedder {
            let space = EmbeddingSpace(name: "words", dimensions: 2)

            func embed(
                _ texts: [String], for purpose: EmbeddingRequest.Purpose, by deadline: Deadline
            ) async throws(ModelError) -> [[Float]] { texts.map { _ in [1, 0] } }
        }

        func with<Value: Sendable>(
            _ scope: TenantScope, _ work: @Sendable ((any ToolEmbedder)?) async -> Value
        ) async throws -> Value { await work(scope == Door.scope ? Embedder() : nil) }
    }

    @Test func aToolThatIsTriedHasTheVectorsOfItsTenant() async throws {
        let tool = Self.tool()
        let tester = ScriptedTester(Self.good.report)
        let door = try Door { services in
            services.stores.tools = ScriptedCatalog([tool])
            services.stores.audit = ScriptedReports()
            services.tester = tester
            services.embeddings = Embeddings()
        }
        #expect(try await door.send(.post, "tools/\(tool.id)/test", as: .own, Self.body).status == 200)
        #expect(tester.invocations.map { $0.embedder?.space.name } == ["words"])
    }

    private struct NoBlobs: ToolBlobs {
        func read(
            _ id: String, offset: Int, length: Int, by deadline: Deadline
        ) async throws(DocumentFailure) -> [UInt8]? { nil }
    }

    /// In another tenant somebody else may have the administrator's name.
    @Test func aToolThatIsTriedReadsFilesOfTheAdministratorsOwnTenantOnly() async throws {
        let tool = Self.tool()
        let tester = ScriptedTester(Self.good.report)
        let door = try Door { services in
            services.stores.tools = ScriptedCatalog([tool])
            services.stores.audit = ScriptedReports()
            services.tester = tester
            services.blobs = { _ in NoBlobs() }
        }
        #expect(try await door.send(.post, "tools/\(tool.id)/test", as: .own, Self.body).status == 200)
        let other: JSONValue = [
            "arguments": Self.body["arguments"] ?? [:], "tenant_id": .string("\(Door.scope.tenant)"),
        ]
        #expect(try await door.send(.post, "tools/\(tool.id)/test", as: .platform, other).status == 200)
        #expect(tester.invocations.map { $0.blobs != nil } == [true, false])
    }

    @Test func argumentsAreCheckedBeforeAnythingRuns() async throws {
        let tool = Self.tool()
        let door = try Door { $0.stores.tools = ScriptedCatalog([tool]) }
        for (body, pointer): (JSONValue, String) in [
            (["arguments": ["sku": "12345"]], "/arguments/sku"), ([:], "/arguments"),
            (["arguments": ["SKU-12345"]], "/arguments"), (["arguments": ["sku": "SKU-12345"], "x": 1], "/x"),
            (["arguments": ["sku": "SKU-12345"], "tenant_id": "rival"], "/tenant_id"),
        ] {
            for person in [Door.Person.own, .platform] {
                let answer = try await door.send(.post, "tools/\(tool.id)/test", as: person, body)
                #expect(answer.status == 422 && answer.pointers == [pointer], "\(answer.text)")
            }
        }
    }

    /// What the report shows of it is the tester's to mask; what the row names is opened for the tester and shown nowhere.
    @Test func theToolGetsItsTenantsSecret() async throws {
        let tool = Self.tool(.credential("erp"))
        let rows = ScriptedTenantRows()
        let reports = ScriptedReports()
        let name = try #require(SecretName("erp"))
        rows.change { $0.secrets[Door.scope] = [name: SealedSecret(token: "sealed swordfish")] }
        let exchange = ToolExchange(
            method: "GET", url: "https://erp.example.com/?k=•••",
            requestHeaders: [ToolExchange.Field(name: "authorization", value: "•••")], requestBody: nil, status: nil,
            responseHeaders: [], responseBody: nil, milliseconds: 1.5, error: "Refused.")
        let tester = ScriptedTester { _ in
            ToolTestReport(outcome: .success(["on_hand": 7]), milliseconds: 1, exchanges: [exchange])
        }
        let answer = try await door(tool, tester, reports, rows)
            .send(.post, "tools/\(tool.id)/test", as: .own, Self.body)
        #expect(answer.status == 200)
        #expect(tester.invocations.map { $0.credential?.reveal() } == ["swordfish"])
        #expect(
            answer.json == [
                "outcome": "ok", "result": ["on_hand": 7], "error": .null, "ms": 1,
                "exchanges": [
                    [
                        "request": [
                            "method": "GET", "url": "https://erp.example.com/?k=•••", "body": .null,
                            "headers": [["name": "authorization", "value": "•••"]],
                        ], "response": .null, "ms": 1.5, "error": "Refused.",
                    ]
                ],
            ])
        let kept = reports.kept.appended.map(\.entry)
        #expect(kept.map(\.outcome) == ["begun", "ok"])
        #expect(kept.allSatisfy { !$0.detail.text.contains("swordfish") })
    }

    @Test(arguments: [nil, "no token of ours"] as [String?])
    func aSecretThatCannotBeUsedIsTheToolsFailure(sealed: String?) async throws {
        let tool = Self.tool(.credential("erp"))
        let rows = ScriptedTenantRows()
        let name = try #require(SecretName("erp"))
        rows.change { $0.secrets[Door.scope] = sealed.map { [name: SealedSecret(token: $0)] } }
        let reports = ScriptedReports()
        let tester = ScriptedTester(Self.good.report)
        let answer = try await door(tool, tester, reports, rows)
            .send(.post, "tools/\(tool.id)/test", as: .own, Self.body)
        #expect(answer.status == 200 && answer.json["outcome"] == "failed" && answer.json["error"]?["code"] == "auth")
        #expect(tester.invocations.isEmpty)
        #expect(reports.kept.appended.map(\.entry.outcome) == ["begun", "auth"])
    }

    @Test func nothingRunsThatCannotBeWrittenDown() async throws {
        let tool = Self.tool()
        let tester = ScriptedTester(Self.good.report)
        let door = try door(tool, tester, ScriptedReports(failingAppends: [0]))
        let answer = try await door.send(.post, "tools/\(tool.id)/test", as: .own, Self.body)
        #expect(answer.status == 503 && tester.invocations.isEmpty)
    }

    @Test func whatRanIsAnsweredAlsoWhenItsEndIsNotWrittenDown() async throws {
        let tool = Self.tool()
        let reports = ScriptedReports(failingAppends: [1])
        let answer = try await door(tool, ScriptedTester(Self.good.report), reports)
            .send(.post, "tools/\(tool.id)/test", as: .own, Self.body)
        #expect(answer.status == 200 && answer.json["outcome"] == "ok")
        #expect(reports.kept.appended.map(\.entry.outcome) == ["begun"])
    }

    /// It runs each time: a key that promised otherwise is refused.
    @Test func aKeyIsRefused() async throws {
        let tool = Self.tool()
        let tester = ScriptedTester(Self.good.report)
        let answer = try await door(tool, tester).send(
            .post, "tools/\(tool.id)/test", as: .own, Self.body, headers: [("Idempotency-Key", "k")])
        #expect(answer.status == 422 && answer.code == "invalid_header" && tester.invocations.isEmpty)
    }

    @Test func aFailureOfTheToolIsAnAnswer() async throws {
        let tool = Self.tool()
        let tester = ScriptedTester { _ in
            ToolTestReport(
                outcome: .failure(ToolFailure(.upstream, "It answered 500.", details: ["status": 500])),
                milliseconds: 2, exchanges: [])
        }
        let answer = try await door(tool, tester).send(.post, "tools/\(tool.id)/test", as: .own, Self.body)
        #expect(answer.status == 200)
        #expect(
            answer.json["error"] == [
                "code": "upstream", "message": "It answered 500.", "details": ["status": 500],
            ])
    }

    @Test func thePlatformsToolRunsInTheNameThatItsAdministratorSays() async throws {
        let tool = Self.tool(owner: nil)
        let tester = ScriptedTester(Self.good.report)
        let door = try door(tool, tester)
        let path = "tools/\(tool.id)/test"
        for tenant in ["acme-corp", nil] {
            let body: JSONValue = [
                "arguments": ["sku": "SKU-12345"], "tenant_id": tenant.map(JSONValue.string) ?? .null,
            ]
            #expect(try await door.send(.post, path, as: .platform, body).status == 200)
        }
        #expect(tester.invocations.map(\.caller.scope.tenant) == [Door.acme, Door.Person.platform.tenant])
        let unknown = try await door.send(
            .post, path, as: .platform, ["arguments": ["sku": "SKU-12345"], "tenant_id": "nobody"])
        #expect(unknown.status == 422 && unknown.pointers == ["/tenant_id"])
        #expect(try await door.send(.post, path, as: .own, Self.body).status == 403)
        #expect(tester.invocations.count == 2)
    }

    @Test func aThirdTrialAtOnceIsRefused() async throws {
        let tool = Self.tool()
        let tester = NestingTester()
        let door = try Door { services in
            services.stores.tools = ScriptedCatalog([tool])
            services.stores.audit = ScriptedReports()
            services.tester = tester
        }
        tester.nest { try await door.send(.post, "tools/\(tool.id)/test", as: .own, Self.body) }
        #expect(try await door.send(.post, "tools/\(tool.id)/test", as: .own, Self.body).status == 200)
        let answers = tester.answers
        #expect(answers.map(\.status) == [503, 200] && answers.first?.code == "overloaded")
        #expect(answers.first?.headers[.retryAfter] == "1")
    }

    /// Asks for another trial in the midst of each.
    private final class NestingTester: ToolTester {
        private struct State {
            var next: (@Sendable () async throws -> Door.Answer)?
            var answers: [Door.Answer] = []
        }

        private let state = Mutex(State())

        var answers: [Door.Answer] { state.withLock { $0.answers } }

        func nest(_ next: @escaping @Sendable () async throws -> Door.Answer) { state.withLock { $0.next = next } }

        func test(_ invocation: ToolInvocation) async -> ToolTestReport {
            do {
                if let answer = try await state.withLock({ $0.next })?() {
                    state.withLock { $0.answers.append(answer) }
                }
            } catch {
                Issue.record("\(error)")
            }
            return ToolTestReport(outcome: .success([:]), milliseconds: 1, exchanges: [])
        }
    }
}
