import HubCore

extension ToolTestReport {
    var json: JSONValue {
        var members: JSONObject = ["outcome": "ok", "result": .null, "error": .null]
        switch outcome {
        case .success(let result): members["result"] = result
        case .failure(let failure):
            members["outcome"] = "failed"
            members["error"] = [
                "code": .string(failure.code.rawValue), "message": .string(failure.message),
                "details": failure.details,
            ]
        }
        members["ms"] = .number(JSONNumber(milliseconds))
        members["exchanges"] = .array(exchanges.map(\.json))
        return .object(members)
    }

    static let answer = AnswerShape(
        "ToolTestReport",
        [
            "type": "object", "required": ["outcome", "result", "error", "ms", "exchanges"],
            "properties": [
                "outcome": ["enum": ["ok", "failed"]],
                "result": ["description": "What the tool gave, unchanged; null when it failed."],
                "error": [
                    "type": ["object", "null"], "required": ["code", "message", "details"],
                    "properties": [
                        "code": ["enum": .strings(ToolFailure.Code.allCases.map(\.rawValue))],
                        "message": ["type": "string"],
                        "details": ["description": "What the tool adds, such as the upstream's status."],
                    ],
                ],
                "ms": ["type": "number", "minimum": 0],
                "exchanges": [
                    "type": "array", "items": ToolExchange.schema, "description": "In the order of their ends.",
                ],
            ],
        ],
        example: ToolTestReport(
            outcome: .success(["sku": "SKU-12345", "on_hand": 240]), milliseconds: 41.7, exchanges: [.example]
        ).json)
}

extension ToolExchange {
    fileprivate var json: JSONValue {
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        func headers(_ fields: [Field]) -> JSONValue {
            .array(fields.map { ["name": .string($0.name), "value": .string($0.value)] })
        }
        return [
            "request": [
                "method": .string(method), "url": .string(url), "headers": headers(requestHeaders),
                "body": text(requestBody),
            ],
            "response": status.map { status in
                ["status": .int(status), "headers": headers(responseHeaders), "body": text(responseBody)]
            } ?? .null,
            "ms": .number(JSONNumber(milliseconds)), "error": text(error),
        ]
    }

    fileprivate static let schema: JSONValue = {
        let headers: JSONValue = [
            "type": "array",
            "items": [
                "type": "object", "required": ["name", "value"],
                "properties": ["name": ["type": "string"], "value": ["type": "string"]],
            ],
        ]
        let body: JSONValue = ["type": ["string", "null"], "description": "Cut where it is long."]
        return [
            "type": "object", "required": ["request", "response", "ms", "error"],
            "properties": [
                "request": [
                    "type": "object", "required": ["method", "url", "headers", "body"],
                    "properties": [
                        "method": ["type": "string"], "url": ["type": "string"], "headers": headers, "body": body,
                    ],
                ],
                "response": [
                    "type": ["object", "null"], "required": ["status", "headers", "body"],
                    "properties": ["status": ["type": "integer"], "headers": headers, "body": body],
                ],
                "ms": ["type": "number", "minimum": 0],
                "error": ["type": ["string", "null"], "description": "Why there was no response."],
            ],
        ]
    }()

    fileprivate static let example = ToolExchange(
        method: "GET", url: "https://erp.example.com/api/stock/SKU-12345",
        requestHeaders: [Field(name: "authorization", value: "•••")], requestBody: nil, status: 200,
        responseHeaders: [Field(name: "content-type", value: "application/json")],
        responseBody: #"{"sku":"SKU-12345","on_hand":240}"#, milliseconds: 38.2, error: nil)
}
