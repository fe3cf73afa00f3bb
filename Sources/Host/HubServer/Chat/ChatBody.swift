import HubCore

/// The body of `POST /api/{tenant}/chat`.
enum ChatBody {
    static let message = Field.words("message", "The user's words.", maximum: RequestBodyLimit.bytes)
    static let session = Field<SessionID>.id("session_id", "The session to go on with; absent: a new one.")
    static let agent = Field.string("agent", "The agent to ask; absent: the supervisor chooses.", maximum: 64)
    static let stream = Field.bool(
        "stream", "true: the answer is `text/event-stream`, what happens as it happens and the reply at the end.")
    static let attachments = Field<JSONValue>(
        "attachments", ["type": "array", "maxItems": 0], "Not available yet: only an empty list is accepted."
    ) { value throws(FieldFault) in
        guard value.arrayValue?.isEmpty == true else { throw FieldFault("are not available.") }
        return value
    }

    static let shape = BodyShape(
        "ChatMessage", required: ["message"],
        [message.description, session.description, agent.description, stream.description, attachments.description],
        example: ["message": "What's the stock level for product SKU-12345?"])
}
