import HubCore
import HubSchema
import Support

/// What providers publish of their requests. Where the shared data is absent only Gemini's is known.
enum ProviderRequestSchema {
    static var isAvailable: Bool { TestData.isAvailable }

    static func violations(of request: ProviderRequest) -> [String] {
        guard var members = request.body.objectValue else { return ["the body is not a JSON object"] }
        if request.provider == .anthropic, let stream = members["stream"] {
            // The published one is that of requests that are not streamed, which differ in this word alone.
            guard stream.boolValue != nil else { return ["stream is neither true nor false"] }
            members["stream"] = false
        }
        let schema: CompiledSchema? =
            switch request.provider {
            case .openAI, .openRouter, .builtin: openAI
            case .anthropic: anthropic
            case .gemini: gemini
            }
        return (schema?.violations(of: .object(members)) ?? []).map { "\($0)" }
    }

    /// Read once: the description has three megabytes.
    private static let openAI: CompiledSchema? = published("openai-openapi.json") {
        $0["$ref"] = "#/components/schemas/CreateChatCompletionRequest"
    }

    private static let anthropic: CompiledSchema? = published("anthropic_messages_request.schema.json") { _ in }

    private static func published(_ file: String, _ change: (inout JSONObject) -> Void) -> CompiledSchema? {
        guard TestData.isAvailable else { return nil }
        do {
            let bytes = try TestData.bytes("provider-schemas/\(file)")
            guard var document = try JSONValue(parsing: bytes).objectValue else { return nil }
            change(&document)
            return try CompiledSchema(.object(document))
        } catch {
            fatalError("\(file) is no schema: \(error)")
        }
    }

    /// After https://ai.google.dev/api/generate-content and https://ai.google.dev/api/caching: the fields that a chat with tools
    /// uses. The API refuses names that it does not know, `additionalProperties` in a `Schema` among them.
    private static let gemini: CompiledSchema? = {
        do { return try CompiledSchema(geminiDocument) } catch { fatalError("Gemini's schema: \(error)") }
    }()

    private static func closed(_ properties: JSONObject, required: [String] = []) -> JSONValue {
        [
            "type": "object", "properties": .object(properties), "required": .strings(required),
            "additionalProperties": false,
        ]
    }

    private static let geminiDocument: JSONValue = [
        "$ref": "#/$defs/request",
        "$defs": [
            "request": closed(
                [
                    "contents": ["type": "array", "minItems": 1, "items": ["$ref": "#/$defs/content"]],
                    "systemInstruction": ["$ref": "#/$defs/content"],
                    "tools": [
                        "type": "array",
                        "items": closed([
                            "functionDeclarations": ["type": "array", "items": ["$ref": "#/$defs/declaration"]]
                        ]),
                    ],
                    "toolConfig": ["type": "object"], "safetySettings": ["type": "array"],
                    "cachedContent": ["type": "string"],
                    "generationConfig": closed([
                        "maxOutputTokens": ["type": "integer", "minimum": 1],
                        "responseMimeType": ["enum": ["text/plain", "application/json", "text/x.enum"]],
                        "responseSchema": ["$ref": "#/$defs/schema"], "responseJsonSchema": true,
                        "temperature": ["type": "number"], "topP": ["type": "number"], "topK": ["type": "integer"],
                        "stopSequences": ["type": "array", "items": ["type": "string"]],
                        "candidateCount": ["type": "integer"], "thinkingConfig": ["type": "object"],
                        "seed": ["type": "integer"],
                    ]),
                ], required: ["contents"]),
            "content": closed(
                [
                    "role": ["enum": ["user", "model"]],
                    "parts": ["type": "array", "minItems": 1, "items": ["$ref": "#/$defs/part"]],
                ], required: ["parts"]),
            "part": [
                "type": "object",
                // Exactly one kind of data.
                "oneOf": [
                    ["required": ["text"]], ["required": ["functionCall"]], ["required": ["functionResponse"]],
                    ["required": ["inlineData"]],
                ],
                "properties": [
                    "text": ["type": "string"], "thought": ["type": "boolean"],
                    "thoughtSignature": ["type": "string"],
                    "functionCall": closed(
                        ["id": ["type": "string"], "name": ["type": "string"], "args": ["type": "object"]],
                        required: ["name"]),
                    "functionResponse": closed(
                        ["id": ["type": "string"], "name": ["type": "string"], "response": ["type": "object"]],
                        required: ["name", "response"]),
                    "inlineData": closed(
                        ["mimeType": ["type": "string"], "data": ["type": "string"]], required: ["mimeType", "data"]),
                ],
                "additionalProperties": false,
            ],
            "declaration": closed(
                [
                    "name": ["type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_.:-]{0,63}$"],
                    "description": ["type": "string"], "parameters": ["$ref": "#/$defs/schema"],
                    "parametersJsonSchema": true, "response": ["$ref": "#/$defs/schema"],
                ], required: ["name", "description"]),
            "schema": closed([
                "type": [
                    "enum": [
                        "string", "number", "integer", "boolean", "array", "object", "null", "STRING", "NUMBER",
                        "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL",
                    ]
                ],
                "format": ["type": "string"], "title": ["type": "string"], "description": ["type": "string"],
                "nullable": ["type": "boolean"],
                "enum": ["type": "array", "items": ["type": "string"]],
                "maxItems": ["type": ["string", "integer"]], "minItems": ["type": ["string", "integer"]],
                "properties": ["type": "object", "additionalProperties": ["$ref": "#/$defs/schema"]],
                "required": ["type": "array", "items": ["type": "string"]],
                "minProperties": ["type": ["string", "integer"]], "maxProperties": ["type": ["string", "integer"]],
                "minLength": ["type": ["string", "integer"]], "maxLength": ["type": ["string", "integer"]],
                "pattern": ["type": "string"], "example": true, "default": true,
                "anyOf": ["type": "array", "items": ["$ref": "#/$defs/schema"]],
                "propertyOrdering": ["type": "array", "items": ["type": "string"]],
                "items": ["$ref": "#/$defs/schema"], "minimum": ["type": "number"], "maximum": ["type": "number"],
            ]),
        ],
    ]
}
