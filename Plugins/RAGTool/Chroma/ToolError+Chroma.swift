import PluginSDK

extension ToolError {
    /// A failure of the host's http service on the way to Chroma.
    init(ofChroma failure: ToolError) {
        self = failure
        switch (failure.code, failure.details["kind"]?.stringValue) {
        case (.cancelled, _), (.stale, _): break
        case (.upstream, _):
            self = ToolError(
                .unavailable, "The Chroma server, where the documents are, cannot be reached. Try again later.",
                details: failure.details)
        case (.deadline, _):
            self = ToolError(
                .unavailable, "The Chroma server, where the documents are, did not answer in time. Try again later.",
                details: failure.details)
        case (.tooLarge, _):
            self = ToolError(
                .unavailable, "The Chroma server answered with more than is taken at once.",
                details: ["kind": "too_large"])
        case (.denied, _), (.unavailable, _):
            self = ToolError(
                .unavailable, "The host does not let the search of documents reach its Chroma server.",
                details: failure.details)
        case _:
            self = ToolError(
                .unavailable, "The Chroma server, where the documents are, could not be asked.",
                details: failure.details)
        }
    }

    var isTooLargeAnswer: Bool { details["kind"]?.stringValue == "too_large" }

    static var chromaGarbage: ToolError {
        ToolError(
            .unavailable, "The Chroma server answered with something that is not Chroma's.",
            details: ["kind": "protocol"])
    }

    static var chromaCollectionGone: ToolError {
        ToolError(
            .unavailable, "The Chroma server has lost a collection of documents a moment ago. Try again later.",
            details: ["kind": "gone"])
    }
}
