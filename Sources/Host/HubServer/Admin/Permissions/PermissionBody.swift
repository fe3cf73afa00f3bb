import HubCore

/// A grant as REST reads and writes it: of an agent or of a tool, by id or by name.
enum PermissionBody {
    static let agent = Field.words("agent_id", "The agent's id or name.", maximum: 64)
    static let tool = Field.words("tool_id", "The tool's id or name.", maximum: 64)
    static let isEnabled = Field.bool("enabled", "Whether it may be used (true).")

    static let new = BodyShape(
        "NewPermission", [agent.description, tool.description, isEnabled.description],
        example: ["agent_id": "AgentInventory", "enabled": true])

    static func json(_ permission: Permission) -> JSONValue {
        switch permission.subject {
        case .agent(let id): ["agent_id": .string(id.description), "enabled": .bool(permission.isEnabled)]
        case .tool(let id): ["tool_id": .string(id.description), "enabled": .bool(permission.isEnabled)]
        }
    }

    static let answer = AnswerShape(
        "Permission",
        [
            "type": "object", "required": ["enabled"],
            "properties": [
                "agent_id": ["type": "string", "format": "uuid"], "tool_id": ["type": "string", "format": "uuid"],
                "enabled": ["type": "boolean"],
            ],
        ], example: ["agent_id": "019aab4e-7c1d-7f3a-9c55-2b8d6f0e4a11", "enabled": true])
    static let list = AnswerShape(
        "PermissionList", Paging.schema("permissions", of: answer),
        example: ["permissions": [answer.example], "next": .null])
}
