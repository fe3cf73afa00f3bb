import HubCore

/// A secret as REST writes it, and what REST tells of it.
enum SecretBody {
    static let value = Field.secret("value", "The secret itself. It is never read back.")

    static let new = BodyShape(
        "NewSecret", required: ["value"], [value.description], example: ["value": "what the ERP gave you"])

    static func json(_ secret: SecretDescription) -> JSONValue {
        [
            "name": .string(secret.name.rawValue), "created_at": .string(secret.createdAt.rfc3339),
            "updated_at": .string(secret.updatedAt.rfc3339),
        ]
    }

    static let answer = AnswerShape(
        "Secret",
        [
            "type": "object", "required": ["name", "created_at", "updated_at"], "additionalProperties": false,
            "properties": [
                "name": ["type": "string", "pattern": "^[A-Za-z0-9_.-]{1,64}$"],
                "created_at": ["type": "string", "format": "date-time"],
                "updated_at": ["type": "string", "format": "date-time"],
            ],
        ],
        example: [
            "name": "erp", "created_at": "2026-11-22T08:00:00.000Z", "updated_at": "2026-11-22T08:00:00.000Z",
        ])
    static let list = AnswerShape(
        "SecretList", Paging.schema("secrets", of: answer), example: ["secrets": [answer.example], "next": .null])
}
