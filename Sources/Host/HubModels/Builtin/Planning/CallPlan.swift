import HubCore

/// What the embedded model does with a message.
enum CallPlan: Sendable {
    /// Calls of one tool, and how many values were left out because there are too many of them.
    case call(tool: BuiltinTool, arguments: [JSONObject], omitted: Int)
    /// The tool fits, but these of its slots have no value.
    case ask(tool: BuiltinTool, slots: [Int])
    /// No tool fits.
    case introduce
}
