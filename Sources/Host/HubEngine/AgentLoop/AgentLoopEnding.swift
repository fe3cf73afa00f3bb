import HubCore

/// How an agent's work on a message ended.
enum AgentLoopEnding: Sendable {
    case answered(String)
    /// The answer was cut off at the most that a model may write.
    case cutOff(String)
    /// The model asks the user for something.
    case needsInput(String)
    case refused(String)
    /// The model gave wrong arguments more often than it is corrected; the last failure.
    case invalidArguments(ToolFailure)
    /// The model said nothing, or called the same again, more often than it is corrected.
    case uncorrected
    case limit(Limit)
    case modelFailed(ModelError.Kind)

    /// The names are those of the reply's `metadata.limit`.
    enum Limit: String, Sendable {
        case steps
        case toolCalls = "tool_calls"
        case tokens
        case time
        /// How often a model's mistakes are handed back to it.
        case corrections
        /// What a model may write in one answer.
        case outputTokens = "output_tokens"
    }
}
