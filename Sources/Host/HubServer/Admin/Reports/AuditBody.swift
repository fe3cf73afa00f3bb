import FoundationEssentials
import HubCore

/// Events of the audit log as REST shows them.
enum AuditBody {
    static func json(_ stored: StoredAuditEntry) -> JSONValue {
        [
            "id": .string(stored.id.description), "tenant_id": stored.tenant.map { .string($0.rawValue) } ?? .null,
            "user_id": stored.user.map { .string($0.rawValue) } ?? .null,
            "session_id": stored.session.map { .string($0.description) } ?? .null,
            "action": .string(stored.entry.action), "subject": .string(stored.entry.subject),
            "outcome": .string(stored.entry.outcome), "detail": stored.entry.detail,
            "at": .string(stored.entry.at.rfc3339),
        ]
    }

    private static let entry: JSONValue = [
        "type": "object",
        "required": ["id", "tenant_id", "user_id", "session_id", "action", "subject", "outcome", "detail", "at"],
        "properties": [
            "id": ["type": "string", "format": "uuid"],
            "tenant_id": ["type": ["string", "null"], "description": "null: the platform's own."],
            "user_id": ["type": ["string", "null"]], "session_id": ["type": ["string", "null"], "format": "uuid"],
            "action": ["type": "string"],
            "subject": ["type": "string", "description": "What it was done to: a name or an id."],
            "outcome": ["type": "string"], "detail": ["type": "object"],
            "at": ["type": "string", "format": "date-time"],
        ],
    ]

    static let page = AnswerShape(
        "AuditPage",
        [
            "type": "object", "required": ["entries", "next"],
            "properties": [
                "entries": ["type": "array", "items": entry],
                "next": [
                    "type": ["string", "null"], "description": "The `cursor` of the next page; null on the last.",
                ],
            ],
        ],
        example: [
            "entries": [
                [
                    "id": "019aab4f-0c33-7a10-8d21-9f4e6b7a8c02", "tenant_id": "acme-corp", "user_id": "anna",
                    "session_id": .null, "action": "tool.test", "subject": "019aab4e-9a02-7c41-8f0e-5d3c1b7a9e20",
                    "outcome": "ok", "detail": ["name": "get_warehouse_stock", "version": 3],
                    "at": "2026-11-22T08:00:00.000Z",
                ]
            ],
            "next": .null,
        ])
}
