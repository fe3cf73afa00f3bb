import HubCore

extension ToolOutcome {
    /// What a model reads of a tool's answer: JSON under a name that says what it is, so that words in a result do not
    /// pass for words of the conversation.
    var modelJSON: JSONValue {
        switch self {
        case .success(let result): ["result": result]
        case .failure(let failure):
            ["error": ["code": .string(failure.code.rawValue), "message": .string(failure.message)]]
        }
    }
}
