import HubCore
import HubSchema

/// Tries a row on its tool type: its schema first, then the plugin itself, with an instance that gets no call.
struct ToolRowTrial {
    let entry: ToolTypeRegistry.Entry
    let tool: Tool
    let names: OpaqueNames

    /// What is wrong with the row, by its fields; empty when nothing is.
    func problems() async -> [FieldProblem] {
        let type = entry.type
        if type.needsEndpoint, tool.endpoint == nil {
            return [FieldProblem(pointer: "/endpoint", message: "This tool type needs an endpoint.")]
        }
        let misplaced = misplacedMembers + EndpointPlaceholders(tool).problems
        if !misplaced.isEmpty { return misplaced }
        let configuration = tool.pluginConfiguration
        let violations = type.configSchema?.violations(of: configuration) ?? []
        if !violations.isEmpty {
            return violations.map { violation in
                FieldProblem(pointer: Self.field(violation.instancePointer), message: violation.message)
            }
        }
        if let reason = entry.plugin.standing.quarantineReason {
            return [FieldProblem(pointer: "/base_tool_type", message: "The tool type's plugin is shut out: \(reason).")]
        }
        let plugin = entry.plugin
        let scope = InstanceScope(tenant: tool.owner, tool: tool, plugin: plugin, names: names)
        let result = await withCheckedContinuation { continuation in
            plugin.transport.create(type, configuration: configuration.bytes, scope: scope) { result in
                if case .success(let handle) = result { plugin.transport.destroy(handle, of: type) }
                continuation.resume(returning: result)
            }
        }
        guard case .failure(let refusal) = result else { return [] }
        let pointer = JSONPointer(refusal.pointer) ?? JSONPointer()
        return [FieldProblem(pointer: Self.field(pointer), message: refusal.message)]
    }

    /// Members of `config` that would be taken for the row's own fields, and are not read.
    private var misplacedMembers: [FieldProblem] {
        ["endpoint", "auth"].filter { tool.config[$0] != nil }.map { name in
            FieldProblem(
                pointer: "/config/\(name)", message: "belongs to the tool itself: write it as its \"\(name)\".")
        }
    }

    /// A place in the configuration as a place in the row: `endpoint` and `auth` are fields of their own.
    private static func field(_ pointer: JSONPointer) -> String {
        switch pointer.tokens.first {
        case "endpoint", "auth": pointer.description
        case _: "/config\(pointer)"
        }
    }
}
