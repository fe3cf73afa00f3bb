import Foundation
import HubCore
import Support

/// A plugin in C, `test.release`, compiled with a version and ways to fail, and what asks it: two tenants whose agents' only tool
/// it is.
struct ReleasePlugin {
    static let id = "test.release"
    static let tenants = ["acme", "globex"]
    private static let question = "Which release of the gadget GA-123 is out?"

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private static let testFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let headers = testFolder.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/PluginABI/include")

    /// Compiles it into the folder; the file's path. `flags`: `CRASHES`, `AILING`.
    static func compile(_ version: String, _ flags: [String] = [], in folder: URL) async throws -> String {
        let library = folder.appending(path: "release-\(version).so").path
        let (status, said) = try await ChildProcess.run(
            URL(fileURLWithPath: "/usr/bin/env"),
            ["cc", "-std=c11", "-O1", "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", "-DVERSION=\"\(version)\""]
                + flags.map { "-D" + $0 } + [
                    "-I", headers.path, "-o", library, testFolder.appending(path: "Plugins/release.c").path,
                ])
        guard status == 0 else { throw Failure(description: "cc ended with \(status): \(said)") }
        return library
    }

    /// Writes the tenants with their tools and agents; the plugin must be there.
    static func writeRows(in hub: HubProcess) async throws {
        let admin = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        for tenant in tenants {
            let rows: [(String, JSONValue)] = [
                ("tenants", ["id": .string(tenant), "name": .string(tenant)]),
                (
                    "tools",
                    [
                        "name": "get_release", "description": "Which release of a gadget is out.",
                        "tenant_id": .string(tenant), "base_tool_type": "RELEASE_INFO", "timeout_ms": 20_000,
                        "input_schema": [
                            "type": "object", "required": ["gadget"],
                            "properties": [
                                "gadget": ["type": "string", "pattern": "^GA-[0-9]{3}$", "description": "The gadget"]
                            ],
                        ],
                    ]
                ),
                (
                    "agents",
                    [
                        "name": "AgentGadgets", "description": "Releases of gadgets.", "tenant_id": .string(tenant),
                        "tools": ["get_release"],
                        "examples": ["Which release of the gadget GA-001 is out?", "What release does GA-001 have?"],
                    ]
                ),
            ]
            for (path, body) in rows {
                let answer = try await hub.http.request("POST", "/api/admin/\(path)", token: admin, body: body)
                guard answer.status == 201 else { throw Failure(description: "\(path): \(answer.json.text)") }
            }
        }
    }

    /// Which release answers a tenant's chat; nil: the answer was an error.
    static func answering(_ tenant: String, in hub: HubProcess) async throws -> String? {
        let reply = try await hub.ask(question, tenant: tenant)
        guard reply.status == 200 else { throw Failure(description: reply.json.text) }
        return reply.json["status"] == "success" ? reply.json["data"]?["release"]?.stringValue : nil
    }

    /// The same of all tenants, in their order.
    static func answering(in hub: HubProcess) async throws -> [String?] {
        var releases: [String?] = []
        for tenant in tenants { releases.append(try await answering(tenant, in: hub)) }
        return releases
    }
}
