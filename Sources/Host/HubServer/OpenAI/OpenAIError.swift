import HTTPTypes
import HubCore
import Hummingbird

/// A problem as OpenAI's API tells it (https://platform.openai.com/docs/guides/error-codes), so that its clients raise
/// their own exceptions.
struct OpenAIError {
    private let problem: Problem

    init(_ problem: Problem) { self.problem = problem }

    /// 400 for whatever is wrong with a body.
    var status: HTTPResponse.Status {
        problem.status == .unprocessableContent ? .badRequest : problem.status
    }

    var json: JSONValue {
        [
            "error": [
                "message": .string(problem.detail), "type": .string(type),
                "param": problem.fields.first.flatMap { Self.parameter($0.pointer) }.map(JSONValue.string) ?? .null,
                "code": .string(problem.code),
            ]
        ]
    }

    var response: Response {
        var response = Response.json(json, status: status)
        for field in problem.headers { response.headers.append(field) }
        return response
    }

    private var type: String {
        switch status.code {
        case 401: "authentication_error"
        case 403: "permission_error"
        case 429: "rate_limit_error"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }

    /// `/messages/0/content` as `messages[0].content`; nil: the body itself.
    private static func parameter(_ pointer: String) -> String? {
        var text = ""
        for token in pointer.split(separator: "/") {
            if Int(token) != nil { text += "[\(token)]" } else { text += (text.isEmpty ? "" : ".") + token }
        }
        return text.isEmpty ? nil : text
    }

    static let shape = AnswerShape(
        "OpenAIError",
        [
            "type": "object", "required": ["error"],
            "properties": [
                "error": [
                    "type": "object", "required": ["message", "type", "param", "code"],
                    "properties": [
                        "message": [
                            "type": "string", "description": "For people: what was wrong and what was expected.",
                        ],
                        "type": [
                            "enum": [
                                "invalid_request_error", "authentication_error", "permission_error", "rate_limit_error",
                                "server_error",
                            ]
                        ],
                        "param": ["type": ["string", "null"], "description": "The field that was wrong."],
                        "code": [
                            "type": "string",
                            "description": "Stable, for programs: the same as in other problems of AgentHub.",
                        ],
                    ],
                ]
            ],
        ], example: OpenAIError(Problem(.notFound, "model_not_found", "There is no such model.")).json)
}
