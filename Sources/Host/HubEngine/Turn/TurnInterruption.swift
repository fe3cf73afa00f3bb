import HubCore

/// The turn's task was cancelled before there was an answer. What was used until then was used.
struct TurnInterruption: Error {
    var modelCalls: [ModelCall] = []
    var toolCalls: [CompletedToolCall] = []
    var toolMilliseconds = 0.0
}
