/// Runs tools. A tool that fails is data for the model, so nothing is thrown.
package protocol ToolInvoker: Sendable {
    /// Runs one tool with arguments that its schema accepts; returns by the deadline, or at once when cancelled.
    func invoke(_ invocation: ToolInvocation) async -> ToolOutcome
    /// What a call of a tool of this type does to the world; the graver where the type is not known.
    func effects(ofType type: String) -> ToolEffects
}

/// What a tool's call does to the world.
package enum ToolEffects: Sendable, Hashable {
    /// It only looks: to call it without need harms nobody.
    case reads
    /// It changes something outside: only who was clearly told to may call it.
    case changes
}

/// One call of a tool.
package struct ToolInvocation: Sendable {
    package var caller: Caller
    package var tool: Tool
    /// The secret that the tool's row names, where it names one.
    package var credential: Secret?
    package var arguments: JSONValue
    /// The turn's or the tool's own, whichever is earlier.
    package var deadline: Deadline
    package var traceID: String
    /// The request on whose behalf it runs, as logs call it.
    package var requestID: String
    /// W3C Trace Context's header for the requests that it makes; nil: none.
    package var traceparent: String?
    /// What makes vectors for it; nil where the tenant chose no model for that, and where nobody would count what
    /// they cost.
    package var embedder: (any ToolEmbedder)?
    /// What it may read by id; nil: nothing.
    package var blobs: (any ToolBlobs)?
    /// Takes what it makes; nil: it makes none.
    package var files: (any ToolFiles)?
    /// Shows what it says while it runs; nil: nobody looks.
    package var output: (any ToolOutput)?

    package init(
        caller: Caller, tool: Tool, credential: Secret? = nil, arguments: JSONValue, deadline: Deadline,
        traceID: String, requestID: String = "-", traceparent: String? = nil, embedder: (any ToolEmbedder)? = nil,
        blobs: (any ToolBlobs)? = nil, files: (any ToolFiles)? = nil, output: (any ToolOutput)? = nil
    ) {
        self.caller = caller
        self.tool = tool
        self.credential = credential
        self.arguments = arguments
        self.deadline = deadline
        self.traceID = traceID
        self.requestID = requestID
        self.traceparent = traceparent
        self.embedder = embedder
        self.blobs = blobs
        self.files = files
        self.output = output
    }
}

package enum ToolOutcome: Sendable {
    case success(JSONValue)
    case failure(ToolFailure)
}

/// Why a tool gave no result: a code for programs and a sentence that a model or a person can act on.
package struct ToolFailure: Error, Sendable {
    /// The names are those of the ABI's status codes.
    package enum Code: String, Sendable, CaseIterable {
        case invalidInput = "invalid_input"
        case invalidConfiguration = "invalid_config"
        case authorization = "auth"
        case cancelled
        case deadline
        case upstream
        case rateLimited = "rate_limited"
        case busy
        case stale
        case tooLarge = "too_large"
        case denied
        case unsupported
        case notFound = "not_found"
        case unavailable
        case `internal`
        case crashed
    }

    package var code: Code
    package var message: String
    /// What the tool adds, such as the upstream's status and body; null when nothing.
    package var details: JSONValue

    package init(_ code: Code, _ message: String, details: JSONValue = .null) {
        self.code = code
        self.message = message
        self.details = details
    }
}
