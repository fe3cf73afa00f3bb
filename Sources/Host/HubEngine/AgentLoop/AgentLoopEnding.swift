import HubCore

/// How an agent's work on a message ended.
enum AgentLoopEnding: Sendable {
    case answered(String)
    /// The model asks the user for something.
    case needsInput(String)
    case refused(String)
    /// The model gave wrong arguments more often than it is corrected; the last failure.
    case invalidArguments(ToolFailure)
    case limit(Limit)
    case modelFailed(ModelError.Kind)

    /// The names are those of the reply's `metadata.limit`.
    enum Limit: String, Sendable {
        case steps
        case toolCalls = "tool_calls"
        case tokens
        case time
    }
}
