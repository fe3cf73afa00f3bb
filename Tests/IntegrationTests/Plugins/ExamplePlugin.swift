import Foundation
import HubCore
import Support

/// A server with one plugin that was built from its sources, and a tenant `acme` with a tool and an agent for it.
struct ExamplePlugin {
    struct Refused: Error {
        let answer: String
    }

    let hub: HubProcess

    /// Starts the server with the library in its plugin directory, writes the rows and has the questions asked. `erp`: the port
    /// that its tools may call.
    static func serving(
        _ library: URL, tool: JSONObject, agent: JSONObject, erp: UInt16? = nil,
        _ body: (ExamplePlugin) async throws -> Void
    ) async throws {
        try await AuthorTools.inFolder { folder in
            try FileManager.default.copyItem(at: library, to: folder.appending(path: "example.so"))
            let hub = try await HubProcess.start(
                ["--plugin-dir", folder.path] + (erp.map { ["--egress-allow", "127.0.0.1:\($0)"] } ?? []))
            let result: Result<Void, any Error>
            do {
                try await write(tool, agent, to: hub)
                result = .success(try await body(ExamplePlugin(hub: hub)))
            } catch { result = .failure(error) }
            await hub.stop()
            try result.get()
        }
    }

    private static func write(_ tool: JSONObject, _ agent: JSONObject, to hub: HubProcess) async throws {
        let admin = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        let rows: [(String, JSONObject)] = [
            ("tenants", ["id": "acme", "name": "Acme"]), ("tools", tool), ("agents", agent),
        ]
        for (path, row) in rows {
            var row = row
            if path != "tenants" { row["tenant_id"] = "acme" }
            let response = try await hub.http.request(
                "POST", "/api/admin/\(path)", token: admin, body: .object(row))
            guard response.status == 201 else { throw Refused(answer: response.json.text) }
        }
    }

    func ask(_ question: String) async throws -> JSONValue { try await hub.ask(question, tenant: "acme").json }
}
