import HubCore
import HubSchema

/// Tries a row on its tool type: its schema first, then the plugin itself, with an instance that is asked for its health and
/// gets no other call.
struct ToolRowTrial {
    let host: PluginHost
    let entry: ToolTypeRegistry.Entry
    let tool: Tool
    /// nil: the instance is asked nothing.
    let probe: ToolProbe?

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
        switch await create(configuration.bytes) {
        case .failure(let refusal):
            let pointer = JSONPointer(refusal.pointer) ?? JSONPointer()
            return [FieldProblem(pointer: Self.field(pointer), message: refusal.message)]
        case .success(let handle):
            guard let probe, type.tellsHealth else {
                entry.plugin.transport.destroy(handle, of: type)
                return []
            }
            let failure = await host.health(of: handle, entry: entry, tool: tool, probe: probe)
            return (failure.flatMap(problem)).map { [$0] } ?? []
        }
    }

    private func create(_ configuration: [UInt8]) async -> Result<InstanceHandle, InstanceRefusal> {
        let scope = InstanceScope(tenant: tool.owner, tool: tool, plugin: entry.plugin, names: host.names)
        return await withCheckedContinuation { continuation in
            entry.plugin.transport.create(entry.type, configuration: configuration, scope: scope) {
                continuation.resume(returning: $0)
            }
        }
    }

    /// What an instance's ill health says against the row; nil: nothing, since the system behind it may be well tomorrow, and one
    /// that is away must not keep an administrator from work.
    private func problem(_ failure: ToolFailure) -> FieldProblem? {
        let usual: String
        var message = failure.message
        switch failure.code {
        case .invalidConfiguration: usual = "/config"
        case .denied:
            // The host's own word for an address that no allowance names, which an operator can change.
            let isAddress = failure.details["kind"]?.stringValue == "denied"
            let isOfEndpoint = tool.endpoint != nil && (isAddress || tool.authorization == .none)
            usual = isOfEndpoint ? "/endpoint" : "/auth"
            if isAddress {
                message += message.hasSuffix(".") ? "" : "."
                message += " An operator allows addresses by --egress-allow (AGENTHUB_EGRESS_ALLOW)."
            }
        case .authorization:
            // Such a row is called with its users' tokens, and the trial has none.
            if tool.authorization == .userJWT { return nil }
            usual = "/auth"
        case .invalidInput, .cancelled, .deadline, .upstream, .rateLimited, .busy, .stale, .tooLarge, .unsupported,
            .notFound, .unavailable, .internal, .crashed:
            return nil
        }
        let named = failure.details["pointer"]?.stringValue.flatMap { JSONPointer($0) }
        return FieldProblem(pointer: named.map(Self.field) ?? usual, message: message)
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
