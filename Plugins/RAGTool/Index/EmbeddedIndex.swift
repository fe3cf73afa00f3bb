import PluginSDK

/// The index in the plugin's own folder.
struct EmbeddedIndex: DocumentIndex {
    let file: IndexFile

    func search(_ search: Search, _ vector: QuestionVector, _ call: Call) throws(ToolError) -> SearchOutcome {
        let scope = search.scope(of: call)
        return try file.use(for: call) { connection, memory in
            try connection.reading {
                let state = try IndexState(scope, memory, on: connection)
                return try IndexSearch(connection: connection, search: search, scope: scope, visible: state.visible)
                    .outcome(vector) { (numbers, space) throws(SQLiteFailure) in
                        try VectorSearch(
                            connection: connection, visible: state.visible, cache: memory.vectors,
                            sequence: state.sequence
                        ).matches(numbers, in: space, minimum: search.minimumSimilarity, limit: IndexSearch.depth)
                    }
            }
        }
    }

    func replace(
        _ document: IngestedDocument, vectors: DocumentVectors?, _ call: Call
    ) throws(ToolError) {
        try file.use(for: call) { connection, _ in
            try connection.writing {
                try DocumentWriter(connection).replace(
                    document, space: vectors?.space, vectors: vectors?.vectors, tag: nil)
            }
        }
    }

    func remove(_ document: String?, from collection: String, _ call: Call) throws(ToolError) -> Int {
        try file.use(for: call) { connection, _ in
            try connection.writing {
                let writer = DocumentWriter(connection)
                guard let document else { return try writer.removeAll(from: collection) }
                return try writer.remove(document, from: collection) ? 1 : 0
            }
        }
    }

    func collections(_ call: Call) throws(ToolError) -> [CollectionFigures] {
        try file.use(for: call) { connection, _ in
            try connection.all(
                """
                SELECT k.name, count(d.id), coalesce(sum(d.chunks), 0) FROM collections k \
                LEFT JOIN documents d ON d.collection = k.id GROUP BY k.id ORDER BY k.name
                """
            ) { CollectionFigures(name: $0.text(0), documents: Int($0.int(1)), chunks: Int($0.int(2))) }
        }
    }

    func check(_ call: Call) throws(ToolError) {
        _ = try file.use(for: call) { connection, _ in
            try connection.first("SELECT sequence FROM state") { $0.int(0) }
        }
    }
}
