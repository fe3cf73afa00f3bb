import PluginSDK

/// A tool row's configuration, checked.
struct RAGRow: Sendable {
    /// None: of the instance that documents are given to, which is not searched.
    let collections: [String]
    let mode: SearchMode
    let count: Int
    let minimumScore: Double
    let minimumSimilarity: Double
    let filters: [MetadataFilter]

    static let maximumCount = 20

    init(_ configuration: JSON) throws(ConfigurationProblem) {
        if configuration["endpoint"].map({ $0 != .null }) == true {
            throw ConfigurationProblem(at: "/endpoint", "A search of documents has no endpoint.")
        }
        switch (configuration["collection"]?.stringValue, configuration["collections"]?.arrayValue) {
        case (_?, _?):
            throw ConfigurationProblem(
                at: "/collections", "A search names either one collection or several collections.")
        case (let name?, nil): collections = [name]
        case (nil, let names?): collections = names.compactMap(\.stringValue)
        case (nil, nil): collections = []
        }
        mode = configuration["mode"]?.stringValue.flatMap(SearchMode.init) ?? .hybrid
        count = configuration["top_k"]?.numberValue?.intValue ?? 3
        minimumScore = configuration["minimum_score"]?.numberValue?.doubleValue ?? 0
        minimumSimilarity = configuration["minimum_similarity"]?.numberValue?.doubleValue ?? 0.35
        do throws(MetadataFilter.Problem) {
            filters = try MetadataFilter.all(of: configuration["filters"])
        } catch {
            throw ConfigurationProblem(at: "/filters", error.sentence)
        }
    }
}
