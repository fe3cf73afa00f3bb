/// What a name in a path, a query or a body stands for, where it names something of a tenant's.
enum Identifier: Hashable, CaseIterable {
    case tenant, user, agent, agentName, tool, toolName, model, modelName, session, message, auditEntry, secretName
    case tokenID, file, document, job, collectionName

    struct Unknown: Error, CustomStringConvertible {
        let description: String
    }

    /// What means the same for everybody, so that nobody's can be named by it: collection by collection, for the same word
    /// may name something elsewhere.
    private static let plain: [String: Set<String>] = [
        "agents": [
            "limit", "enabled", "description", "prompt_template", "examples", "output_format", "render", "labels", "en",
            "vi", "routing",
        ],
        "tools": [
            "limit", "enabled", "base_tool_type", "description", "endpoint", "input_schema", "output_schema",
            "output_format", "render", "auth", "type", "priority", "timeout_ms", "labels", "en", "vi", "config",
            "arguments",
        ],
        "llm-models": [
            "limit", "provider", "base_url", "context_window", "prices", "from", "per", "currency", "input", "output",
            "cached_input",
        ],
        // The name is what people call a tenant.
        "tenants": [
            "limit", "name", "settings", "routing", "languages", "rpm", "tpm", "user_rpm", "user_tpm",
            "file_bytes", "storage_bytes", "daily_spend_alert_usd", "enabled",
        ],
        "permissions": ["limit", "enabled"],
        "llm-configs": ["models", "api_key", "rpm", "tpm", "allow_builtin", "embedding_dimensions"],
        "secrets": ["limit", "value"],
        "output-overrides": ["limit", "output_format", "render"],
        "revoked-tokens": ["limit", "expires_at"],
        "metrics": ["from", "to"],
        "audit": ["limit", "action", "from", "to"],
        "chat": ["message", "stream"],
        "files": ["limit", "file"],
        "upload": ["title", "language", "metadata", "principals", "file"],
        "collections": ["description", "chunk_characters", "overlap_characters"],
        "documents": ["limit"],
        "completions": [
            "messages", "role", "content", "type", "text", "stream", "stream_options", "include_usage", "agenthub",
            "tools", "functions", "tool_choice", "function_call", "n", "logprobs", "response_format", "modalities",
            "audio",
            "web_search_options", "temperature", "top_p", "seed", "user", "stop", "frequency_penalty",
            "presence_penalty",
            "logit_bias", "store", "metadata", "parallel_tool_calls", "service_tier", "reasoning_effort", "verbosity",
            "max_tokens", "max_completion_tokens", "top_logprobs", "prediction", "prompt_cache_key",
            "safety_identifier",
        ],
        // Plugins are the operator's, and serve all.
        "plugins": ["plugin", "digest", "activate", "file"],
        "sessions": ["limit"],
        "messages": ["limit"],
    ]

    /// What a parameter or a member of that name stands for in an operation; none for plain ones. Throws for a name that
    /// is not known here: whoever adds one says what it is, so that its boundary is attacked.
    static func named(_ name: String, in operation: OpenAPIOperation) throws -> [Identifier] {
        if plain[operation.collection]?.contains(name) == true { return [] }
        switch name {
        case "tenant", "tenant_id", "tenants": return [.tenant]
        case "user": return [.user]
        case "agent": return operation.isAdmin ? [.agent] : [.agentName]
        // OpenAI's protocol calls an agent a model.
        case "model": return [.agentName]
        case "agent_id": return [.agent, .agentName]
        case "tool_id": return [.tool, .toolName]
        case "llm_model_id", "supervisor_model_id", "embedding_model_id": return [.model]
        case "session_id": return [.session]
        // What something was done to: whatever has a name or an id.
        case "subject": return allCases
        case "credential": return [.secretName]
        case "jti": return [.tokenID]
        case "tools": return [.toolName]
        case "attachments": return [.file]
        case "collection": return [.collectionName]
        // By the id of what is granted.
        case "cursor" where operation.collection == "permissions": return [.agent, .tool]
        case "id", "cursor", "name":
            if let identifier = row(name, of: operation.collection) { return [identifier] }
        case _: break
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
        case ("files", false): .file
        case ("documents", false): .document
        case ("jobs", false): .job
        case ("secrets", _): .secretName
        case ("output-overrides", false): .agent
        case ("revoked-tokens", false): .tokenID
        case _: nil
        }
    }
}
