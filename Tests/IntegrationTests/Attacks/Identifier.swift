/// What a name in a path, a query or a body stands for, where it names something of a tenant's.
enum Identifier: Hashable, CaseIterable {
    case tenant, user, agent, agentName, tool, toolName, model, modelName, session, message, auditEntry, secretName
    case tokenID

    struct Unknown: Error, CustomStringConvertible {
        let description: String
    }

    /// What means the same for everybody, so that nobody's can be named by it.
    private static let plain: Set<String> = [
        "limit", "enabled", "provider", "base_tool_type", "action", "from", "to", "description", "prompt_template",
        "examples", "output_format", "render", "labels", "en", "vi", "routing", "endpoint", "input_schema",
        "output_schema", "auth", "type", "priority", "timeout_ms", "config", "base_url", "context_window", "prices",
        "per", "currency", "input", "output", "cached_input", "settings", "languages", "rpm", "tpm", "user_rpm",
        "user_tpm", "models", "api_key", "allow_builtin", "expires_at", "value", "message", "stream", "attachments",
        "arguments",
    ]

    /// What a parameter or a member of that name stands for in an operation; none for plain ones. Throws for a name that
    /// is not known here: whoever adds one says what it is, so that its boundary is attacked.
    static func named(_ name: String, in operation: OpenAPIOperation) throws -> [Identifier] {
        switch name {
        case "tenant", "tenant_id": return [.tenant]
        case "user": return [.user]
        case "agent": return operation.isAdmin ? [.agent] : [.agentName]
        case "agent_id": return [.agent, .agentName]
        case "tool_id": return [.tool, .toolName]
        case "llm_model_id", "supervisor_model_id": return [.model]
        case "session_id": return [.session]
        case "subject": return [.agent, .session]
        case "credential": return [.secretName]
        case "jti": return [.tokenID]
        case "tools": return [.toolName]
        // What people call a tenant.
        case "name" where operation.collection == "tenants": return []
        case "id", "cursor", "name":
            if let identifier = row(name, of: operation.collection) { return [identifier] }
        case _: if plain.contains(name) { return [] }
        }
        throw Unknown(
            description: "\(operation.id): nobody has said what \"\(name)\" stands for; see Identifier.named.")
    }

    private static func row(_ name: String, of collection: String) -> Identifier? {
        switch (collection, name == "name") {
        case ("agents", false): .agent
        case ("agents", true): .agentName
        case ("tools", false): .tool
        case ("tools", true): .toolName
        case ("llm-models", false): .model
        case ("llm-models", true): .modelName
        case ("tenants", _): .tenant
        case ("sessions", false): .session
        case ("messages", false): name == "id" ? .session : .message
        case ("audit", false): .auditEntry
        case ("secrets", true): .secretName
        case _: nil
        }
    }
}
