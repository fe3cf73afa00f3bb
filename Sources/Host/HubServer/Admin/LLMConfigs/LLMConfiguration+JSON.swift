import HubCore

extension LLMConfiguration {
    /// As it may be shown: of a key no more than that it is there.
    var json: JSONValue {
        func number(_ value: Int?) -> JSONValue { value.map(JSONValue.int) ?? .null }
        return [
            "models": .array(
                models.map { entry in
                    [
                        "llm_model_id": .string(entry.model.description), "api_key_set": .bool(entry.key != nil),
                        "rpm": number(entry.requestsPerMinute), "tpm": number(entry.tokensPerMinute),
                    ]
                }),
            "supervisor_model_id": supervisorModel.map { .string($0.description) } ?? .null,
            "embedding_model_id": embedding.map { .string($0.model.description) } ?? .null,
            "embedding_dimensions": number(embedding?.dimensions), "allow_builtin": .bool(allowsBuiltin),
            "version": .int(version),
        ]
    }

    static let answer = AnswerShape(
        "LLMConfig",
        [
            "type": "object",
            "required": [
                "models", "supervisor_model_id", "embedding_model_id", "embedding_dimensions", "allow_builtin",
                "version",
            ],
            "additionalProperties": false,
            "properties": [
                "models": [
                    "type": "array",
                    "items": [
                        "type": "object", "required": ["llm_model_id", "api_key_set", "rpm", "tpm"],
                        "additionalProperties": false,
                        "properties": [
                            "llm_model_id": ["type": "string", "format": "uuid"],
                            "api_key_set": [
                                "type": "boolean", "description": "Whether the tenant has a key of its own for it.",
                            ],
                            "rpm": ["type": ["integer", "null"]], "tpm": ["type": ["integer", "null"]],
                        ],
                    ],
                ],
                "supervisor_model_id": ["type": ["string", "null"], "format": "uuid"],
                "embedding_model_id": ["type": ["string", "null"], "format": "uuid"],
                "embedding_dimensions": ["type": ["integer", "null"]], "allow_builtin": ["type": "boolean"],
                "version": [
                    "type": "integer", "minimum": 0, "description": "Counts the changes; 0: nothing was chosen yet.",
                ],
            ],
        ],
        example: [
            "models": [
                [
                    "llm_model_id": "019aab4e-8b1f-7d52-a1c4-3e9f7a6b5c10", "api_key_set": true, "rpm": 500,
                    "tpm": 200_000,
                ]
            ],
            "supervisor_model_id": .null, "embedding_model_id": .null, "embedding_dimensions": .null,
            "allow_builtin": true, "version": 1,
        ])
}
