import HTTPTypes
import HubCore
import HubSchema
import Logging
import Support
import Testing

@testable import HubServer

/// What a body's schema says in the document is what is read: field by field, null and every type.
@Suite struct BodySchemaTests {
    private static let row = "019aab4e-7c1d-7f3a-9c55-2b8d6f0e4a11"

    /// What must be said together, which no field's own schema says: either of two, or one where another has a value.
    private static let exceptions: Set<String> = [
        "setPermission agent_id null", "setPermission tool_id string", "putOutputOverride output_format null",
        "createModel prices null", "changeModel prices null", "putLLMConfig embedding_dimensions number",
    ]

    private func door() throws -> Door {
        let id = Self.row
        return try Door { services in
            guard let tool = ToolID(id), let agent = AgentID(id), let model = ModelID(id) else { return }
            let rows = ScriptedTenantRows()
            services.stores.tools = ScriptedCatalog([Tool(id: tool, name: "t", description: "", type: "T")])
            services.stores.agents = ScriptedCatalog([
                Agent(id: agent, name: "a", description: ""), Agent(name: "AgentInventory", description: ""),
            ])
            services.stores.models = ScriptedCatalog([LanguageModel(id: model, name: "m", provider: .builtin)])
            services.stores.permissions = ScriptedPermissions()
            services.stores.configurations = rows
            services.stores.overrides = rows
            services.stores.secrets = rows
            services.stores.revocations = rows
            services.stores.audit = ScriptedReports()
            services.toolTypes = ScriptedToolTypes()
            services.sealer = ScriptedSealer()
            services.uploads = UploadServices(files: Unexpected(), knowledge: ScriptedKnowledge(), wake: {})
            services.plugins = plugins(for: services)
            services.tester = ScriptedTester { _ in
                ToolTestReport(outcome: .success([:]), milliseconds: 1, exchanges: [])
            }
        }
    }

    /// One of the plugin directory, by a route that can be taken back.
    private func plugins(for services: AdminServices) -> PluginServices {
        let plugins = ScriptedPlugins(
            bundled: ScriptedPlugins.release("agenthub.http 1 HTTP_GET").map { [$0] } ?? [])
        plugins.change {
            $0.routes = [PluginRoute(plugin: "agenthub.http", tenant: Door.acme, digest: "x", previous: nil)]
        }
        return PluginServices(
            releases: plugins, deployer: plugins,
            rollout: PluginRollout(
                store: plugins, deployer: plugins, changes: services.changes,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }), uploadFolder: nil)
    }

    private static let values: [(type: String, value: JSONValue)] = [
        ("null", .null), ("boolean", true), ("number", 7), ("fraction", 0.5), ("string", "\u{1}"), ("array", [[:]]),
        ("object", ["\u{1}": 7]),
    ]

    @Test func everyFieldIsReadAsItsSchemaSays() async throws {
        let operations = try door().services.operations.flatMap { $0.operations.map(\.description) }
        var checked = 0
        var refused = 0
        for operation in operations {
            guard let shape = operation.body else { continue }
            let path = operation.path.split(separator: "/").map { part in
                switch part {
                case "{tenant}": "acme-corp"
                case "{id}", "{agent}": Self.row
                case "{name}": "erp"
                // The platform's own tenant has none.
                case "{collection}": "handbook?tenant_id=acme-corp"
                case "{plugin}": "agenthub.http"
                case _: String(part)
                }
            }.joined(separator: "/")
            let schema = try CompiledSchema(.object(shape.schema))
            for field in shape.fields {
                for (type, value) in Self.values {
                    let place = "\(operation.id) \(field.name) \(type)"
                    if Self.exceptions.contains(place) { continue }
                    var body = shape.example.objectValue ?? [:]
                    body[field.name] = value
                    let answer = try await door().send(operation.method, path, as: .platform, .object(body))
                    let isAccepted = schema.violations(of: .object(body)).isEmpty
                    let pointsHere = answer.pointers.contains { "\($0)/".hasPrefix("/\(field.name)/") }
                    // What a schema or a text means is checked beyond what the body's own schema says.
                    if isAccepted, field.name.hasSuffix("_schema") || type == "string" { continue }
                    #expect(isAccepted != (answer.status == 422 && pointsHere), "\(place): \(answer.text)")
                    checked += 1
                    if !isAccepted { refused += 1 }
                }
            }
        }
        #expect(checked > 300 && refused > 200)
    }
}
