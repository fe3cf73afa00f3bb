import PluginSDK

/// One tool row at work: a question becomes passages of the tenant's documents, and documents come and go.
struct RAGTool: KnowledgeTool {
    let row: RAGRow
    let index: any DocumentIndex

    func invoke(_ call: Call) throws {
        guard !row.collections.isEmpty else {
            throw ToolError(.invalidConfiguration, "The tool names no collection to search.")
        }
        let search = try Search(row: row, input: call.input)
        let vector = try QuestionVector(search, call)
        let outcome = try index.search(search, vector, call)
        call.complete(with: outcome.result(query: search.query))
    }

    func health(_ call: Call) throws {
        try index.check(call)
        call.complete(with: ["status": "ok"])
    }

    func ingest(_ call: Call) throws {
        let document = try IngestedDocument(call)
        let vectors = try DocumentVectors(document, call)
        try index.replace(document, vectors: vectors, call)
        call.complete(with: ["chunks": .number(JSONNumber(document.chunks.count))])
    }

    func remove(_ call: Call) throws {
        let collection = try IngestedDocument.name(call.input["collection"], "collection")
        var document: String?
        if let value = call.input["document"], value != .null {
            document = try IngestedDocument.name(value, "document's id")
        }
        let removed = try index.remove(document, from: collection, call)
        call.complete(with: ["removed": .number(JSONNumber(removed))])
    }

    func collections(_ call: Call) throws {
        let figures = try index.collections(call)
        call.complete(
            with: [
                "collections": .array(
                    figures.map {
                        [
                            "name": .string($0.name), "documents": .number(JSONNumber($0.documents)),
                            "chunks": .number(JSONNumber($0.chunks)),
                        ]
                    })
            ])
    }
}
