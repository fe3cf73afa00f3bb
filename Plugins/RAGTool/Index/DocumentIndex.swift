import PluginSDK

/// Where a tenant's documents are kept and searched. Each function waits.
protocol DocumentIndex: Sendable {
    func search(_ search: Search, _ vector: QuestionVector, _ call: Call) throws(ToolError) -> SearchOutcome
    /// A search sees the document of before or this one, whole, also after a crash.
    func replace(
        _ document: IngestedDocument, vectors: DocumentVectors?, _ call: Call
    ) throws(ToolError)
    /// How many documents are gone. `document` nil: the whole collection.
    func remove(_ document: String?, from collection: String, _ call: Call) throws(ToolError) -> Int
    func collections(_ call: Call) throws(ToolError) -> [CollectionFigures]
    /// Fails when it cannot be used now.
    func check(_ call: Call) throws(ToolError)
}

/// How much is in a collection.
struct CollectionFigures: Sendable, Hashable {
    let name: String
    let documents: Int
    let chunks: Int
}
