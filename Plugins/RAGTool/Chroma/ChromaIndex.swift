import Glibc
import PluginSDK

/// The documents at the operator's Chroma server, which all workers share. Vectors are compared there; words are compared in
/// each worker's copy of the texts.
struct ChromaIndex: DocumentIndex {
    let server: ChromaServer
    let names: ChromaNames
    let file: IndexFile

    private func client(_ call: Call) -> ChromaClient { ChromaClient(server: server, call: call) }
    private var replica: ChromaReplica { ChromaReplica(file: file, names: names) }

    func search(_ search: Search, _ vector: QuestionVector, _ call: Call) throws(ToolError) -> SearchOutcome {
        let (client, scope) = (client(call), search.scope(of: call))
        var attempts = 0
        while true {
            attempts += 1
            let state = try replica.update(search.collections, client)
            var nearest: [Match] = []
            if case .made(let numbers, let space) = vector {
                nearest = try ChromaVectorSearch(client: client, names: names, file: file, search: search, scope: scope)
                    .matches(numbers, in: space)
                // What was replaced meanwhile may be missing, in the old version and in the new one: asked again.
                if attempts < 6, try client.collection(named: names.catalogue)?.revision != state.revision { continue }
            }
            return try outcome(search, scope, vector, nearest, isWhole: state.isWhole, call)
        }
    }

    private func outcome(
        _ search: Search, _ scope: Scope, _ vector: QuestionVector, _ nearest: [Match], isWhole: Bool, _ call: Call
    ) throws(ToolError) -> SearchOutcome {
        let outcome = try file.use(for: call) { connection, memory in
            try connection.reading {
                let state = try IndexState(scope, memory, on: connection)
                return try IndexSearch(connection: connection, search: search, scope: scope, visible: state.visible)
                    .outcome(vector) { (_, _) throws(SQLiteFailure) in nearest }
            }
        }
        guard !isWhole else { return outcome }
        // How many is nobody's business: some may be hidden from who asks.
        let note = "Some documents are not copied to this worker yet and were not searched."
        return SearchOutcome(
            mode: outcome.mode, note: outcome.note.map { "\($0) \(note)" } ?? note, passages: outcome.passages)
    }

    /// The new version's chunks are added under a tag of their own, then the catalogue's record names that tag, then the old
    /// ones go: whatever happens in between, what is searched is the old version or the new one, whole.
    func replace(
        _ document: IngestedDocument, vectors: DocumentVectors?, _ call: Call
    ) throws(ToolError) {
        let client = client(call)
        let catalogue = try client.collection(making: names.catalogue)
        let pointer = ChromaPointer(document, tag: Self.newName(), space: vectors?.space)
        let old = try client.records([pointer.id], in: catalogue).first.flatMap { ChromaPointer($0.metadata) }
        let chunks = try client.collection(making: names.chunks(of: document.collection, space: vectors?.space))
        try client.upsert(Self.records(document, vectors, pointer), in: chunks)
        try client.upsert(
            [.init(id: pointer.id, embedding: [1], document: "", metadata: pointer.json)], in: catalogue)
        try client.setRevision(Self.newName(), of: catalogue)
        do throws(ToolError) {
            try clean(after: pointer, old, in: chunks, client)
        } catch {
            // Nobody finds them: they go with the next version.
            call.log(.warning, "Chunks of an old version of a document were left at Chroma: \(error.message)")
        }
    }

    private func clean(
        after pointer: ChromaPointer, _ old: ChromaPointer?, in chunks: ChromaClient.Collection, _ client: ChromaClient
    ) throws(ToolError) {
        if let old, let collection = try client.collection(named: names.chunks(of: old.collection, space: old.space)) {
            try client.delete(where: ChromaCondition.isEqual("tag", .string(old.tag)), in: collection)
        }
        // Those of attempts that were broken off; not those of one that another worker is at.
        let stale: [JSON] = [
            ChromaCondition.isEqual("document", .string(pointer.id)), ["tag": ["$ne": .string(pointer.tag)]],
            ["made": ["$lt": .number(JSONNumber(Self.seconds() - 3600))]],
        ]
        if let condition = ChromaCondition.all(stale) { try client.delete(where: condition, in: chunks) }
    }

    func remove(_ document: String?, from collection: String, _ call: Call) throws(ToolError) -> Int {
        let client = client(call)
        guard let catalogue = try client.collection(named: names.catalogue) else { return 0 }
        guard let document else { return try removeAll(from: collection, catalogue, client) }
        let id = ChromaNames.record(of: document, in: collection)
        guard let record = try client.records([id], in: catalogue).first else { return 0 }
        try client.delete(ids: [id], in: catalogue)
        try client.setRevision(Self.newName(), of: catalogue)
        let space = ChromaPointer(record.metadata)?.space
        if let chunks = try client.collection(named: names.chunks(of: collection, space: space)) {
            try client.delete(where: ChromaCondition.isEqual("document", .string(id)), in: chunks)
        }
        return 1
    }

    private func removeAll(
        from collection: String, _ catalogue: ChromaClient.Collection, _ client: ChromaClient
    ) throws(ToolError) -> Int {
        let pointers = try ChromaReplica.pointers([collection], catalogue, client)
        guard !pointers.isEmpty else { return 0 }
        try client.delete(where: ChromaCondition.isEqual("collection", .string(collection)), in: catalogue)
        try client.setRevision(Self.newName(), of: catalogue)
        for space in Set(pointers.map(\.space)) {
            _ = try client.delete(collection: names.chunks(of: collection, space: space))
        }
        return pointers.count
    }

    func collections(_ call: Call) throws(ToolError) -> [CollectionFigures] {
        let client = client(call)
        guard let catalogue = try client.collection(named: names.catalogue) else { return [] }
        let pointers = try ChromaReplica.pointers([], catalogue, client)
        return Dictionary(grouping: pointers, by: \.collection)
            .map { name, pointers in
                CollectionFigures(
                    name: name, documents: pointers.count, chunks: pointers.reduce(0) { $0 + $1.chunks })
            }
            .sorted { $0.name < $1.name }
    }

    func check(_ call: Call) throws(ToolError) { try client(call).check() }

    private static func records(
        _ document: IngestedDocument, _ vectors: DocumentVectors?, _ pointer: ChromaPointer
    ) -> [ChromaClient.Record] {
        let common =
            [
                JSONMember("document", .string(pointer.id)), JSONMember("tag", .string(pointer.tag)),
                JSONMember("made", .number(JSONNumber(seconds()))),
            ] + ChromaCondition.members(principals: document.principals, metadata: document.metadata)
        return document.chunks.enumerated().map { position, chunk in
            var members = common
            if let page = chunk.page { members.append(JSONMember("page", .number(JSONNumber(page)))) }
            if let heading = chunk.heading { members.append(JSONMember("heading", .string(heading))) }
            // Without a model there are no vectors to compare; Chroma wants a number all the same.
            return ChromaClient.Record(
                id: ChromaNames.chunk(position, of: pointer.tag), embedding: vectors?.vectors[position] ?? [1],
                document: chunk.text, metadata: .object(members))
        }
    }

    /// 128 random bits in hexadecimal.
    private static func newName() -> String {
        (0..<2).map { _ in
            let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }.joined()
    }

    /// Since 1970.
    private static func seconds() -> Int { time(nil) }
}
