import Foundation
import HubCore
import Support
import Testing

/// A tenant with documents of its own, and for each way of searching them a tool and an agent; written over REST.
struct KnowledgeTenant {
    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    enum Mode: String, Sendable, CaseIterable {
        case hybrid, lexical, vector

        var tool: String { "search_\(rawValue)" }
        var agent: String { "Agent" + rawValue.capitalized }
    }

    static let collection = "handbook"

    private(set) var hub: HubProcess
    /// No other test's: they may share a Chroma server.
    let id = "acme-" + UUID().uuidString.lowercased().prefix(8)
    /// The tools' ids.
    private(set) var tools: [Mode: String] = [:]

    /// A worker whose tenants' models may be on loopback.
    static func start(
        in place: KnowledgePlace = .embedded, environment: [String: String] = [:]
    ) async throws -> HubProcess {
        try await HubProcess.start(
            ["--egress-allow", "127.0.0.0/8"],
            environment: place.environment.merging(environment) { _, new in new })
    }

    /// `model` answers in chat; nil: the embedded one does. Without `embeddings` there are no vectors.
    static func write(
        on hub: HubProcess, _ modes: [Mode] = [.hybrid], count: Int = 3, model: ScriptedProvider? = nil,
        embeddings: EmbeddingServer? = nil
    ) async throws -> KnowledgeTenant {
        var tenant = KnowledgeTenant(hub: hub)
        _ = try await tenant.write(
            "POST", "tenants",
            ["id": .string(tenant.id), "settings": ["routing": "local", "languages": ["en", "vi"]]])
        for mode in modes { try await tenant.writeAgent(mode, count: count) }
        try await tenant.choose(model, embeddings)
        return tenant
    }

    /// The same tenant on another worker.
    func moved(to hub: HubProcess) -> KnowledgeTenant {
        var tenant = self
        tenant.hub = hub
        return tenant
    }

    private mutating func writeAgent(_ mode: Mode, count: Int) async throws {
        let query: JSONValue = [
            "type": "string", "x-source": "message", "description": "What is looked for, in the user's own words",
        ]
        tools[mode] = try await write(
            "POST", "tools",
            [
                "name": .string(mode.tool), "description": "Passages of the company's handbook.",
                "tenant_id": .string(id), "base_tool_type": "RAG_SEARCH", "output_format": "summary_text",
                "input_schema": ["type": "object", "required": ["query"], "properties": ["query": query]],
                "config": [
                    "collection": .string(Self.collection), "mode": .string(mode.rawValue), "top_k": .int(count),
                    "minimum_similarity": 0.1,
                ],
            ])["id"]?.stringValue
        _ = try await write(
            "POST", "agents",
            [
                "name": .string(mode.agent), "tenant_id": .string(id), "tools": [.string(mode.tool)],
                "description": "What the company's handbook says: policies, rules, warranty, leave, branches.",
                "examples": [
                    "What is the policy on warranty?", "Which rules are there for returns?",
                    "Chính sách bảo hành thế nào?", "Quy định về trả hàng ra sao?",
                ],
            ])
    }

    private func choose(_ model: ScriptedProvider?, _ embeddings: EmbeddingServer?) async throws {
        var choice: JSONObject = ["models": []]
        if let model {
            let row = try await writeModel("scripted", at: model.base, model.provider)
            choice["models"] = [["llm_model_id": row, "api_key": "sk-of-acme"]]
        }
        if let embeddings {
            choice["embedding_model_id"] = try await writeModel("vectors", at: embeddings.base, .openAI)
            choice["embedding_dimensions"] = .int(embeddings.dimensions)
        }
        _ = try await write("PUT", "tenants/\(id)/llm-configs", .object(choice))
    }

    private func writeModel(_ name: String, at base: String, _ provider: ModelProviderKind) async throws -> JSONValue {
        let row = try await write(
            "POST", "llm-models",
            [
                "name": .string(name), "tenant_id": .string(id), "provider": .string(provider.rawValue),
                "base_url": .string(base),
                "prices": ["from": "2025-01-01", "input": "0.15", "cached_input": "0.075", "output": "0.60"],
            ])
        return row["id"] ?? nil
    }

    /// As the platform's administrator.
    @discardableResult
    func write(_ method: String, _ path: String, _ body: JSONValue?) async throws -> JSONValue {
        try await send(
            method, path, token: hub.token(tenant: "platform", user: "root", roles: [.platformAdmin]), body: body)
    }

    /// As the tenant's own.
    @discardableResult
    func administer(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        try await send(method, path, token: token("admin", [.tenantAdmin]), body: body)
    }

    private func send(_ method: String, _ path: String, token: String, body: JSONValue?) async throws -> JSONValue {
        let response = try await hub.http.request(method, "/api/admin/\(path)", token: token, body: body)
        guard (200..<300).contains(response.status) else {
            throw Refused(description: "\(method) \(path): \(response.status) \(response.json.text)")
        }
        return response.json
    }

    func token(_ user: String = "tester", _ roles: Set<Role> = [.user]) throws -> String {
        try hub.token(tenant: id, user: user, roles: roles, lifetime: .seconds(3600))
    }

    static func form(_ files: [UploadForm.File], principals: [String]? = nil) -> UploadForm {
        var fields = [(name: "collection", value: collection)]
        if let principals { fields.append(("principals", JSONValue.strings(principals).text)) }
        return UploadForm(fields, files: files)
    }

    /// Returns what became of the files, with the job's id.
    func upload(_ files: [UploadForm.File], principals: [String]? = nil) async throws -> JSONValue {
        let form = Self.form(files, principals: principals)
        let response = try await hub.http.request(
            "POST", "/api/admin/knowledge/upload", token: token("admin", [.tenantAdmin]), bytes: form.bytes,
            type: form.contentType)
        guard response.status == 202 else {
            throw Refused(description: "upload: \(response.status) \(response.json.text)")
        }
        return response.json
    }

    /// Uploads, and returns once all is indexed: the documents' ids by their names.
    @discardableResult
    func teach(_ files: [UploadForm.File], principals: [String]? = nil) async throws -> [String: String] {
        try await finished(try await upload(files, principals: principals)["job_id"]?.stringValue ?? "")
    }

    /// Returns once the job's documents are all `ready`.
    @discardableResult
    func finished(_ job: String, within limit: Duration = .seconds(90)) async throws -> [String: String] {
        try await Patience.until("the job is done", within: limit) {
            let progress = try await administer("GET", "knowledge/jobs/\(job)")
            return progress["done"] == progress["total"]
        }
        var ids: [String: String] = [:]
        for item in try await administer("GET", "knowledge/jobs/\(job)")["documents"]?.arrayValue ?? [] {
            #expect(item["state"] == "ready", "\(item)")
            ids[item["name"]?.stringValue ?? ""] = item["document_id"]?.stringValue
        }
        return ids
    }

    func documents() async throws -> [JSONValue] {
        try await administer("GET", "knowledge/documents?limit=100")["documents"]?.arrayValue ?? []
    }

    /// What the agent's tool found.
    func search(_ question: String, _ mode: Mode) async throws -> JSONValue {
        let reply = try await ask(question, mode)
        guard let found = reply["data"], found["passages"] != nil else { throw Refused(description: reply.text) }
        return found
    }

    /// Asks in chat, an agent that the caller names or that is found by its rows.
    func ask(
        _ question: String, _ mode: Mode? = nil, as user: String = "tester", _ roles: Set<Role> = [.user],
        session: String? = nil
    ) async throws -> JSONValue {
        let response = try await hub.ask(
            question, session: session, agent: mode?.agent, token: token(user, roles), tenant: id)
        guard response.status == 200 else {
            throw Refused(description: "chat: \(response.status) \(response.json.text)")
        }
        return response.json
    }
}
