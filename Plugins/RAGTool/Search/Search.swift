import PluginSDK

/// One search: what the row fixes, and what the arguments ask within that.
struct Search: Sendable {
    let query: String
    let mode: SearchMode
    let count: Int
    let minimumScore: Double
    let minimumSimilarity: Double
    let collections: [String]
    let filters: [MetadataFilter]

    static let maximumCharacters = 2000

    /// Reads the arguments. What a row fixes they cannot widen: collections have no argument, and filters add to the row's.
    init(row: RAGRow, input: JSON) throws(ToolError) {
        guard let members = input.objectValue else {
            throw ToolError(.invalidInput, "The arguments are \(input.kind), where an object is expected.")
        }
        for member in members where !["query", "top_k", "filters"].contains(member.name) {
            throw ToolError(.invalidInput, "A search takes query, top_k and filters; \(member.name) is none of them.")
        }
        guard let query = input["query"]?.stringValue else {
            throw ToolError(.invalidInput, "The query is missing or no text.")
        }
        guard query.contains(where: { !$0.isWhitespace }) else {
            throw ToolError(.invalidInput, "The query is empty.")
        }
        guard query.unicodeScalars.count <= Self.maximumCharacters else {
            throw ToolError(.invalidInput, "The query is longer than \(Self.maximumCharacters) characters.")
        }
        self.query = query
        mode = row.mode
        count = try Self.count(input["top_k"]) ?? row.count
        minimumScore = row.minimumScore
        minimumSimilarity = row.minimumSimilarity
        collections = row.collections
        do throws(MetadataFilter.Problem) {
            filters = row.filters + (try MetadataFilter.all(of: input["filters"]))
        } catch {
            throw ToolError(.invalidInput, error.sentence)
        }
    }

    private static func count(_ value: JSON?) throws(ToolError) -> Int? {
        guard let value, value != .null else { return nil }
        guard let count = value.numberValue?.intValue, (1...RAGRow.maximumCount).contains(count) else {
            throw ToolError(.invalidInput, "top_k is no whole number from 1 to \(RAGRow.maximumCount).")
        }
        return count
    }

    /// What it may look at. Without the caller's service nobody is known to ask: only documents for everybody are seen.
    func scope(of call: Call) -> Scope {
        Scope(collections: collections, principals: call.principals ?? [], filters: filters)
    }
}
