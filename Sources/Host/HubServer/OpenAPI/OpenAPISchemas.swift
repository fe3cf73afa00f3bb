import HubCore

/// The schemas that a document's bodies and answers have by name.
struct OpenAPISchemas {
    private(set) var object = JSONObject()

    init(_ operations: [OperationDescription]) {
        add(ProblemShape.shape)
        add(OpenAIError.shape)
        for operation in operations {
            if let body = operation.body { add(body.name, body.schema) }
            if let upload = operation.upload { add(upload.name, upload.schema) }
            for shape in operation.answers.flatMap(\.shapes) { add(shape) }
        }
    }

    private mutating func add(_ shape: AnswerShape) {
        add(shape.name, shape.schema)
        for part in shape.parts { add(part) }
    }

    private mutating func add(_ name: String, _ schema: JSONObject) {
        let schema = JSONValue.object(schema)
        precondition(object[name] ?? schema == schema, "a name stands for one schema: \(name)")
        object[name] = schema
    }
}
