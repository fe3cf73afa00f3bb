import HTTPTypes
import HubCore

extension OperationDescription {
    /// An Operation Object.
    var openAPI: JSONObject {
        var object: JSONObject = [
            "operationId": .string(id), "tags": [.string(tag)], "summary": .string(summary),
            "parameters": .array(
                parameters.map(\.openAPI) + [["$ref": "#/components/parameters/traceparent"]]),
        ]
        if let body {
            object["requestBody"] = Self.requestBody("application/json", schema: body.name, example: body.example)
        }
        if let upload {
            object["requestBody"] = Self.requestBody(
                "multipart/form-data", schema: upload.name, example: upload.example)
        }
        var responses = JSONObject()
        for answer in answers { responses["\(answer.status.code)"] = .object(openAPI(answer)) }
        for refusal in errors.refusals(refusals).sorted(by: { $0.rawValue < $1.rawValue }) {
            // An operation may have an answer of its own with the status.
            let status = "\(refusal.rawValue)"
            if responses[status] == nil {
                responses[status] = ["$ref": .string("#/components/responses/\(refusal.component(errors))")]
            }
        }
        object["responses"] = .object(responses)
        if !needsToken { object["security"] = [] }
        return object
    }

    private static func requestBody(_ type: String, schema: String, example: JSONValue) -> JSONValue {
        let media: JSONValue = [
            "schema": ["$ref": .string("#/components/schemas/\(schema)")], "example": example,
        ]
        return ["required": true, "content": .object([type: media])]
    }

    private func openAPI(_ answer: Answer) -> JSONObject {
        var names = answer.headers + [HeaderDescription.requestID.name, HeaderDescription.traceparent.name]
        if needsToken {
            names += [HeaderDescription.rateLimit, .rateRemaining, .rateReset].map(\.name)
        }
        if isRepeatable { names.append(HeaderDescription.replayed.name) }
        var object: JSONObject = ["description": .string(answer.text), "headers": .references(toHeaders: names)]
        if !answer.shapes.isEmpty {
            object["content"] = .object(
                JSONObject(answer.shapes.map { ($0.mediaType, ["schema": $0.reference, "example": $0.example]) }))
        }
        return object
    }
}

extension ParameterDescription {
    /// A Parameter Object.
    var openAPI: JSONValue {
        [
            "name": .string(name), "in": .string(place.rawValue), "required": .bool(isRequired || place == .path),
            "description": .string(text), "schema": .object(schema),
        ]
    }
}

extension Refusal {
    /// The name of its Response Object among the components.
    func component(_ form: ProblemForm) -> String {
        switch form {
        case .problem: "Problem\(rawValue)"
        case .openAI: "OpenAIError\(rawValue)"
        }
    }

    /// A Response Object.
    func openAPI(_ form: ProblemForm) -> JSONValue {
        let names = [HeaderDescription.requestID, .traceparent].map(\.name) + headers.map(\.name)
        return [
            "description": .string(text), "headers": .references(toHeaders: names), "content": content(form),
        ]
    }

    private func content(_ form: ProblemForm) -> JSONValue {
        switch form {
        case .problem:
            [
                "application/problem+json": [
                    "schema": [
                        "allOf": [
                            ProblemShape.shape.reference, ["properties": ["code": ["enum": .strings(codes)]]],
                        ]
                    ],
                    "example": example.json(requestID: "00f067aa0ba902b7"),
                ]
            ]
        case .openAI:
            [
                "application/json": [
                    "schema": OpenAIError.shape.reference, "example": OpenAIError(example).json,
                ]
            ]
        }
    }
}

extension JSONValue {
    fileprivate static func references(toHeaders names: [String]) -> JSONValue {
        .object(JSONObject(names.map { ($0, ["$ref": .string("#/components/headers/\($0)")]) }))
    }
}
