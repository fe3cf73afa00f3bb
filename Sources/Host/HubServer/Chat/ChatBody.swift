import HubCore

/// The body of `POST /api/{tenant}/chat`.
enum ChatBody {
    static let message = Field.words("message", "The user's words.", maximum: RequestBodyLimit.bytes)
    static let session = Field<SessionID>.id("session_id", "The session to go on with; absent: a new one.")
    static let agent = Field.string("agent", "The agent to ask; absent: the supervisor chooses.", maximum: 64)
    static let stream = Field.bool(
        "stream", "true: the answer is `text/event-stream`, what happens as it happens and the reply at the end.")
    static let attachments = Field<[FileID]>(
        "attachments",
        [
            "type": "array", "maxItems": .int(maximumAttachments), "uniqueItems": true,
            "items": ["type": "string", "format": "uuid"],
        ], "Ids of files of the caller's that the message is about; each was uploaded before."
    ) { value throws(FieldFault) in
        let texts = value.arrayValue?.map(\.stringValue) ?? []
        let ids = texts.compactMap { $0.flatMap { FileID($0) } }
        guard value.arrayValue != nil, ids.count == texts.count, ids.count <= maximumAttachments,
            Set(ids).count == ids.count
        else { throw FieldFault("must be an array of at most \(maximumAttachments) ids of files, each once.") }
        return ids
    }
    private static let maximumAttachments = 8

    static let shape = BodyShape(
        "ChatMessage", required: ["message"],
        [message.description, session.description, agent.description, stream.description, attachments.description],
        example: ["message": "What's the stock level for product SKU-12345?"])
}
