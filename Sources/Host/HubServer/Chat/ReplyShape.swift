import HubCore

/// A reply as the wire has it.
enum ReplyShape {
    static let answer = AnswerShape(
        "Reply",
        [
            "type": "object",
            "required": [
                "status", "session_id", "message_id", "agent", "text", "data", "render", "citations", "metadata",
            ],
            "properties": [
                "status": ["enum": ["success", "clarification", "error"]],
                "session_id": ["type": "string", "format": "uuid"],
                "message_id": ["type": "string", "format": "uuid"],
                "agent": ["type": ["string", "null"]], "text": ["type": "string"],
                "data": ["description": "The tool's result, unchanged; several tools: by their names."],
                "render": ["type": ["object", "null"]], "citations": ["type": "array"],
                "metadata": ["type": "object"],
            ],
        ],
        example: [
            "status": "success", "session_id": "019aab50-1111-7000-8000-000000000001",
            "message_id": "019aab50-1112-7000-8000-000000000002", "agent": "AgentInventory",
            "text": "Product SKU-12345:\n- On hand: 240",
            "data": ["sku": "SKU-12345", "on_hand": 240], "render": ["type": "card"], "citations": [],
            "metadata": ["language": "en", "confidence": 0.97, "router": "local"],
        ])
}
