import PluginSDK

/// Finds chunks at Chroma by their vectors, and which of the worker's copy they are.
struct ChromaVectorSearch {
    let client: ChromaClient
    let names: ChromaNames
    let file: IndexFile
    let search: Search
    let scope: Scope

    /// How many are asked for at most where those of versions that are not current, or that a filter does not take which
    /// Chroma does not know, take the place of others.
    private static let mostHits = 2000

    /// The best first, none under the minimum.
    func matches(_ vector: [Float], in space: VectorSpace) throws(ToolError) -> [Match] {
        let condition = ChromaCondition.visible(to: client.call.principals ?? [], filters: search.filters)
        var matches: [Match] = []
        for collection in Set(search.collections) {
            let name = names.chunks(of: collection, space: space)
            guard let chunks = try client.collection(named: name) else { continue }
            var count = IndexSearch.depth
            while true {
                let hits = try client.nearest(vector, count: count, where: condition, in: chunks)
                    .filter { $0.cosine >= search.minimumSimilarity }
                let found = try visible(hits)
                if found.count >= search.count || hits.count < count || count >= Self.mostHits {
                    matches += found
                    break
                }
                count = min(Self.mostHits, 4 * count)
            }
        }
        return Array(matches.sorted { ($0.score, $1.chunk) > ($1.score, $0.chunk) }.prefix(IndexSearch.depth))
    }

    /// Those of current versions, of documents that the scope may see.
    private func visible(_ hits: [(id: String, cosine: Double)]) throws(ToolError) -> [Match] {
        try file.use(for: client.call) { connection, memory in
            try connection.reading {
                let state = try IndexState(scope, memory, on: connection)
                var matches: [Match] = []
                for hit in hits {
                    let parts = hit.id.split(separator: "-")
                    guard parts.count == 2, let position = Int(parts[1]) else { continue }
                    let found = try connection.first(
                        """
                        SELECT c.id, d.id FROM documents d JOIN chunks c ON c.document = d.id \
                        WHERE d.tag = ?1 AND c.position = ?2
                        """, [.text(String(parts[0])), .int(position)]
                    ) { ($0.int(0), $0.int(1)) }
                    guard let found, state.visible.contains(found.1) else { continue }
                    matches.append(Match(chunk: found.0, score: hit.cosine))
                }
                return matches
            }
        }
    }
}
