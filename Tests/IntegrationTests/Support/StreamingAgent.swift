import Foundation
import HubCore
import Support

/// Tenants whose one agent asks one tool of the probe plugin, which streams or writes what its row says; written over REST.
struct StreamingAgent {
    let hub: HubProcess
    private let plugins: URL

    private struct Refused: Error {
        let answer: String
    }

    /// Starts a server with the probe plugin alone.
    static func run(
        environment: [String: String] = [:], _ test: (StreamingAgent) async throws -> Void
    ) async throws {
        let plugins = FileManager.default.temporaryDirectory.appending(path: "plugins-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: plugins, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: plugins) }
        try FileManager.default.copyItem(
            at: BuildProducts.library("ProbePlugin"), to: plugins.appending(path: "ProbePlugin.so"))
        let hub = try await HubProcess.start(
            ["--plugin-dir", plugins.path],
            environment: [
                "AGENTHUB_PLUGIN_GRANTS": "test.probe=agenthub.host.credentials/1",
                // Only what a test does ends a call.
                "AGENTHUB_TURN_TIMEOUT_MS": "240000",
            ].merging(environment) { _, new in new })
        let result: Result<Void, any Error>
        do { result = .success(try await test(StreamingAgent(hub: hub, plugins: plugins))) } catch {
            result = .failure(error)
        }
        await hub.stop()
        try result.get()
    }

    /// Makes a tenant with an agent whose tool of the type has the configuration.
    func add(
        _ tenant: String, type: String = "STREAM", _ configuration: JSONValue, secret: String? = nil
    ) async throws {
        try await send("POST", "tenants", ["id": .string(tenant), "name": .string(tenant)])
        if let secret { try await send("PUT", "tenants/\(tenant)/secrets/erp", ["value": .string(secret)]) }
        try await send(
            "POST", "tools",
            [
                "name": "tell_story", "description": "Tells a long story about bees.", "tenant_id": .string(tenant),
                "base_tool_type": .string(type), "timeout_ms": 60_000, "config": configuration,
                "auth": secret == nil ? ["type": "none"] : ["type": "credential", "credential": "erp"],
                "input_schema": [
                    "type": "object", "required": ["query"],
                    "properties": ["query": ["type": "string", "x-source": "message"]],
                ],
            ])
        try await send(
            "POST", "agents",
            [
                "name": "AgentStory", "description": "Tells stories about bees.", "tenant_id": .string(tenant),
                "tools": ["tell_story"],
                "examples": ["Tell me a story about bees", "A long story of bees, please", "Kể chuyện về ong"],
            ])
    }

    private func send(_ method: String, _ path: String, _ body: JSONValue) async throws {
        let admin = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        let answer = try await hub.http.request(method, "/api/admin/\(path)", token: admin, body: body)
        guard (200...201).contains(answer.status) else { throw Refused(answer: "\(path): \(answer.json.text)") }
    }

    func ask(_ tenant: String) async throws -> RawHTTP.Response {
        try await hub.http.request(
            "POST", "/api/\(tenant)/chat", token: try hub.token(tenant: tenant),
            body: ["message": "Tell me a story about bees", "stream": true])
    }

    /// A connection over which the question was sent, whose client has next to no room for what comes.
    func open(_ tenant: String) throws -> FileHandle {
        let connection = FileHandle(
            fileDescriptor: try hub.http.connection(receiveBuffer: 4096), closeOnDealloc: true)
        let body = #"{"message": "Tell me a story about bees", "stream": true}"#
        let head = """
            POST /api/\(tenant)/chat HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n\
            Authorization: Bearer \(try hub.token(tenant: tenant))\r\nContent-Length: \(body.utf8.count)\r\n\r\n
            """
        try connection.write(contentsOf: Data((head + body).utf8))
        return connection
    }

    func callsInFlight() async throws -> Double? {
        try await hub.metric("agenthub_plugin_calls_in_flight", #"plugin="test.probe""#)
    }
}
