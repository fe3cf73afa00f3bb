import HubCore

/// What an agent's work came to.
struct AgentLoopResult: Sendable {
    var ending: AgentLoopEnding
    var toolCalls: [CompletedToolCall]
    var modelCalls: [ModelCall]
    /// The model whose words ended it; nil where none did.
    var answered: ReplyMetadata.ModelTrace?
    /// The time that passed while tools ran; calls at once count once.
    var toolMilliseconds: Double
}
