import HubCore

/// A tool call of a model and what became of it.
struct CompletedToolCall: Sendable {
    enum Handling: Sendable {
        /// The tool was called with these arguments.
        case run(arguments: JSONValue)
        /// The tool is not there or its schema refused the arguments: nothing was called.
        case refused
    }

    /// nil when the model named a tool that the agent does not have.
    var tool: ToolSnapshot?
    var handling: Handling
    var outcome: ToolOutcome
    var milliseconds: Double

    /// The tool's name for books and logs. What a model made up is not written down: it may be anything.
    var name: String { tool?.tool.name ?? "(unknown)" }

    /// `ok`, or the failure's code.
    var status: String {
        switch outcome {
        case .success: "ok"
        case .failure(let failure): failure.code.rawValue
        }
    }

    var result: JSONValue? {
        switch outcome {
        case .success(let result): result
        case .failure: nil
        }
    }
}
