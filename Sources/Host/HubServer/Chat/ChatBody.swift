import HubCore

/// The body of `POST /api/{tenant}/chat`.
struct ChatBody {
    let message: String
    let session: SessionID?
    let agent: String?

    init(_ reader: BodyReader) throws {
        var reader = reader
        message = reader.requiredString("message", maximum: RequestBodyLimit.bytes)
        agent = reader.string("agent", maximum: 64)
        let sessionText = reader.string("session_id", maximum: 64)
        session = sessionText.flatMap { SessionID($0) }
        if sessionText != nil, session == nil { reader.note("session_id", "must be a UUID.") }
        if reader.bool("stream") == true { reader.note("stream", "is not available: only false is accepted.") }
        if reader.has("attachments") { reader.note("attachments", "are not available.") }
        try reader.finish()
    }
}
