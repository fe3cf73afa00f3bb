import Foundation
import HubCore
import Support
import Testing

/// A tenant of a test's own whose administrator writes rows and uploads documents over REST.
struct AttackTenant {
    let id: String
    let administrator: String
    private let hub: HubProcess

    init(_ hub: HubProcess, settings: JSONValue = ["routing": "local"]) async throws {
        self.hub = hub
        id = Canary.word("tenant")
        administrator = try hub.token(tenant: id, user: "admin", roles: [.tenantAdmin], lifetime: .seconds(3600))
        let root = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        _ = try await PlantedTenant.write(hub, "POST", "tenants", root, ["id": .string(id), "settings": settings])
    }

    func user(_ name: String = "user") throws -> String {
        try hub.token(tenant: id, user: name, lifetime: .seconds(3600))
    }

    /// Uploads one document and waits until it was read; gives it as its job tells of it then.
    @discardableResult
    func upload(
        _ text: String, to collection: String, principals: [String] = [], waits: Bool = true
    ) async throws -> JSONValue {
        var form: JSONObject = ["collection": .string(collection), "file": [.string(text)]]
        if !principals.isEmpty { form["principals"] = .string(JSONValue.strings(principals).text) }
        let bytes = MultipartText(.object(form))
        let answer = try await hub.http.request(
            "POST", "/api/admin/knowledge/upload", token: administrator, bytes: bytes.bytes, type: bytes.contentType)
        let job = try #require(answer.json["job_id"]?.stringValue, "\(answer.json.text)")
        guard waits else { return try #require(answer.json["documents"]?.arrayValue?.first) }
        let path = "/api/admin/knowledge/jobs/\(job)"
        try await Patience.until("the document is read") {
            try await hub.http.request("GET", path, token: administrator).json["done"] == 1
        }
        let done = try await hub.http.request("GET", path, token: administrator).json
        return try #require(done["documents"]?.arrayValue?.first)
    }

    /// Gives the id of a file that a user attaches.
    func attach(_ text: String, by user: String) async throws -> String {
        let form = MultipartText(["file": [.string(text)]])
        let answer = try await hub.http.request(
            "POST", "/api/\(id)/files", token: user, bytes: form.bytes, type: form.contentType)
        return try #require(
            answer.json["files"]?.arrayValue?.first?["id"]?.stringValue, "\(answer.json.text)")
    }

    /// Writes a tool row; the answer whether or not it is refused.
    func tool(_ name: String, _ type: String, _ more: JSONObject) async throws -> RawHTTP.Response {
        var body: JSONObject = [
            "name": .string(name), "description": "Looks something up.", "base_tool_type": .string(type),
            "input_schema": ["type": "object", "properties": [:]],
        ]
        for (member, value) in more { body[member] = value }
        return try await hub.http.request(
            "POST", "/api/admin/tools", token: administrator, body: .object(body))
    }

    /// Tries a tool that must have been written.
    func trial(of tool: RawHTTP.Response, _ arguments: JSONValue = [:]) async throws -> JSONValue {
        let id = try #require(tool.json["id"]?.stringValue, "\(tool.json.text)")
        return try await hub.http.request(
            "POST", "/api/admin/tools/\(id)/test", token: administrator, body: ["arguments": arguments]
        ).json
    }

    /// An agent that searches a knowledge base.
    func searches(_ collection: String, as agent: String, asked question: String) async throws {
        let tool = try await tool("search_\(collection)", "RAG_SEARCH", Self.search(collection))
        #expect(tool.status == 201, "\(tool.json.text)")
        _ = try await PlantedTenant.write(
            hub, "POST", "agents", administrator,
            [
                "name": .string(agent), "description": "Answers from documents.", "prompt_template": "Answer.",
                "tools": [.string("search_\(collection)")], "examples": [.string(question)],
            ])
    }

    static func search(_ collection: String) -> JSONObject {
        [
            "config": ["collection": .string(collection)],
            "input_schema": [
                "type": "object", "required": ["query"],
                "properties": ["query": ["type": "string", "x-source": "message"]],
            ],
        ]
    }
}
