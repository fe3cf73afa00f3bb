import HubCore

/// Sessions and messages as the wire has them.
enum SessionShape {
    private static let properties: JSONObject = [
        "id": ["type": "string", "format": "uuid"], "created_at": ["type": "string", "format": "date-time"],
        "updated_at": ["type": "string", "format": "date-time"],
        "message_count": ["type": "integer", "minimum": 0], "last_agent": ["type": ["string", "null"]],
    ]

    static let session = AnswerShape(
        "Session",
        ["type": "object", "required": .strings(properties.keys), "properties": .object(properties)],
        example: [
            "id": "019aab50-1111-7000-8000-000000000001", "created_at": "2026-11-22T08:00:00Z",
            "updated_at": "2026-11-22T08:00:04Z", "message_count": 2, "last_agent": "AgentInventory",
        ])
    /// With the sums of what it used, over all of its turns.
    static let whole = AnswerShape(
        "WholeSession",
        [
            "type": "object", "required": .strings(properties.keys + ["usage"]),
            "properties": with(UsageBody.schema(nil), .object(properties)),
        ],
        example: with(
            [
                "model_calls": 2, "failed_model_calls": 0, "estimated_model_calls": 0, "input_tokens": 1050,
                "output_tokens": 170, "cached_input_tokens": 512, "cost_usd": "0.000259500",
            ], session.example))

    static func whole(_ session: Session, _ used: UsageReport.Line) -> JSONValue {
        with(.object(UsageBody.sums(used)), session.json)
    }

    private static func with(_ usage: JSONValue, _ session: JSONValue) -> JSONValue {
        var members = session.objectValue ?? [:]
        members["usage"] = usage
        return .object(members)
    }

    static let page = AnswerShape(
        "SessionPage", Paging.schema("sessions", of: session), parts: [session],
        example: ["sessions": [session.example], "next": .null])

    private static let attachments: JSONValue = [
        "type": "array", "description": "The files that came with it; one that was deleted since is still named.",
        "items": [
            "type": "object", "required": ["id", "name", "media_type", "size"],
            "properties": [
                "id": ["type": "string", "format": "uuid"], "name": ["type": "string"],
                "media_type": ["type": "string"], "size": ["type": "integer", "minimum": 0],
            ],
        ],
    ]

    static let message = AnswerShape(
        "Message",
        [
            "type": "object", "required": ["id", "role", "text", "attachments", "agent", "created_at", "reply"],
            "properties": [
                "id": ["type": "string", "format": "uuid"], "role": ["enum": ["user", "assistant"]],
                "text": ["type": "string"], "attachments": attachments, "agent": ["type": ["string", "null"]],
                "created_at": ["type": "string", "format": "date-time"],
                "reply": ["description": "The whole reply as it was sent; null for a user's message."],
            ],
        ],
        example: [
            "id": "019aab50-1112-7000-8000-000000000002", "role": "user",
            "text": "What is the total on this invoice?",
            "attachments": [
                [
                    "id": "019aab50-1110-7000-8000-000000000001", "name": "invoice.pdf",
                    "media_type": "application/pdf", "size": 48_213,
                ]
            ],
            "agent": .null, "created_at": "2026-11-22T08:00:00Z",
            "reply": .null,
        ])
    static let messages = AnswerShape(
        "MessagePage", Paging.schema("messages", of: message), parts: [message],
        example: ["messages": [message.example], "next": .null])
}
