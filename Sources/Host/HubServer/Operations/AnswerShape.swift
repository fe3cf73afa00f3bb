import HTTPTypes
import HubCore

/// What an operation's answer looks like.
struct AnswerShape: Sendable {
    /// What it is called in the OpenAPI document: `Agent`.
    let name: String
    let schema: JSONObject
    /// The shapes that the schema refers to.
    let parts: [AnswerShape]
    let mediaType: String
    let example: JSONValue

    init(
        _ name: String, _ schema: JSONObject, parts: [AnswerShape] = [], mediaType: String = "application/json",
        example: JSONValue
    ) {
        self.name = name
        self.schema = schema
        self.parts = parts
        self.mediaType = mediaType
        self.example = example
    }

    /// `{"$ref": …}` to it.
    var reference: JSONValue { ["$ref": .string("#/components/schemas/\(name)")] }
}

/// One way in which an operation succeeds.
struct Answer: Sendable {
    let status: HTTPResponse.Status
    let text: String
    /// nil: no body.
    let shape: AnswerShape?
    /// Of another media type, where the caller may ask for it.
    var other: AnswerShape?
    /// Names of its headers.
    var headers: [String] = []

    static func ok(
        _ shape: AnswerShape, or other: AnswerShape? = nil, _ text: String, headers: [String] = []
    ) -> Answer {
        Answer(status: .ok, text: text, shape: shape, other: other, headers: headers)
    }

    /// Those of its bodies.
    var shapes: [AnswerShape] { [shape, other].compactMap { $0 } }

    static func created(_ shape: AnswerShape, _ text: String) -> Answer {
        Answer(status: .created, text: text, shape: shape, headers: ["ETag", "Location"])
    }

    static func noContent(_ text: String) -> Answer { Answer(status: .noContent, text: text, shape: nil) }
}
