/// What an agent's work came to.
struct AgentLoopResult: Sendable {
    var ending: AgentLoopEnding
    var toolCalls: [CompletedToolCall]
    var modelCalls: [ModelCall]
    /// The time that passed while tools ran; calls at once count once.
    var toolMilliseconds: Double
}
