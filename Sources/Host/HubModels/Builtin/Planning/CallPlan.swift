import HubCore

/// What the embedded model does with a message.
enum CallPlan: Sendable {
    /// Calls of one tool, and how many values were left out because there are too many of them.
    case call(tool: BuiltinTool, arguments: [JSONObject], omitted: Int)
    /// The tool fits, but these of its slots have no value.
    case ask(tool: BuiltinTool, slots: [Int])
    /// The tool changes something: the user is to agree to these calls first.
    case confirm(tool: BuiltinTool, arguments: [JSONObject], omitted: Int)
    /// What the message gives for the slot does not fit it.
    case correct(tool: BuiltinTool, slot: Int, value: JSONValue)
    /// The message names a day that does not exist, for one of these slots.
    case unreal(tool: BuiltinTool, date: String, slots: [Int])
    /// The user did not agree.
    case cancelled
    /// No tool fits.
    case introduce
}
