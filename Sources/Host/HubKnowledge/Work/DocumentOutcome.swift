import HubCore

/// What came of working on a document.
enum DocumentOutcome: Sendable, Hashable {
    case done(KnowledgeResult)
    /// A part that is needed is not there: it waits, however long that takes. `part` is for the log.
    case unavailable(part: String, code: String)
    /// Perhaps it is the document that is in trouble: it waits, but not for ever.
    case doubtful(DocumentFailure)
    case cancelled

    init(_ failure: DocumentFailure) {
        switch failure.code {
        case .broken, .encrypted, .tooLarge, .empty, .unsupported: self = .done(.failed(failure))
        case .deadline: self = .doubtful(failure)
        case .unavailable: self = .unavailable(part: "reading", code: failure.code.rawValue)
        case .cancelled: self = .cancelled
        }
    }

    /// What an index that took nothing in says of it. Its words may quote the document, so they are not kept.
    init(_ failure: ToolFailure) {
        switch failure.code {
        case .cancelled: self = .cancelled
        case .unavailable, .upstream, .busy, .rateLimited, .authorization, .invalidConfiguration, .notFound:
            self = .unavailable(part: "index", code: failure.code.rawValue)
        case .tooLarge:
            self = .done(.failed(DocumentFailure(.tooLarge, "The document is larger than the index takes.")))
        case .invalidInput, .denied, .unsupported:
            self = .done(.failed(DocumentFailure(.unsupported, "The index does not take the document.")))
        case .deadline:
            self = .doubtful(DocumentFailure(.deadline, "Indexing the document took too long."))
        case .stale, .internal, .crashed:
            self = .doubtful(DocumentFailure(.unavailable, "The index failed with the document again and again."))
        }
    }
}
