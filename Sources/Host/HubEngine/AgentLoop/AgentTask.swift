import HubCore

/// What an agent is to do in one turn.
struct AgentTask: Sendable {
    var agent: AgentSnapshot
    var caller: Caller
    var system: String
    /// The window and the question.
    var messages: [ModelMessage]
    var language: Language
    /// Of the session, the last mentioned last.
    var entities: [Entity]
    /// The tenant's, by name, sealed.
    var secrets: [SecretName: SealedSecret]
    /// Who makes vectors for its tools; nil: nobody.
    var embedding: TurnEmbedding?
    /// The files that came with the question.
    var attachments: [FileAttachment] = []
    /// What its tools may read by id; nil: nothing.
    var blobs: (any ToolBlobs)?
    /// Takes what its tools make; nil: they make nothing.
    var files: (any ToolFiles)?
    var deadline: Deadline
    var trace: TurnTrace
    /// Watches the turn; nil: nobody does.
    var observer: (any TurnObserver)?
}
