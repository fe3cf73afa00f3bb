import PluginSDK

/// Chroma's HTTP API v2, for one call. Each function waits. What a server answers is looked at before it is believed.
struct ChromaClient: Sendable {
    let server: ChromaServer
    let call: Call

    /// The most that is sent or taken at once; the host's limit.
    static let maximumBytes = 1 << 20
    /// What a page of records may take of it.
    static let pageBytes = 800 * 1024

    struct Collection: Sendable {
        let id: String
        /// A text that changes with what is in it.
        let revision: String?
    }

    /// Nil: there is none of that name.
    func collection(named name: String) throws(ToolError) -> Collection? {
        guard let found = try send("GET", "/\(name)") else { return nil }
        guard let id = found["id"]?.stringValue, Self.isID(id) else { throw .chromaGarbage }
        return Collection(id: id, revision: found["metadata"]?["revision"]?.stringValue)
    }

    /// Makes it where there is none.
    func collection(making name: String) throws(ToolError) -> Collection {
        if let found = try collection(named: name) { return found }
        let made = try send(
            "POST", "",
            [
                "name": .string(name), "get_or_create": true,
                "configuration": ["hnsw": ["space": "cosine"]],
            ])
        guard let id = made?["id"]?.stringValue, Self.isID(id) else { throw .chromaGarbage }
        return Collection(id: id, revision: nil)
    }

    func setRevision(_ revision: String, of collection: Collection) throws(ToolError) {
        _ = try existing(try send("PUT", "/\(collection.id)", ["new_metadata": ["revision": .string(revision)]]))
    }

    /// False: there was none.
    func delete(collection name: String) throws(ToolError) -> Bool { try send("DELETE", "/\(name)") != nil }

    /// One record. Its embedding is never left to the server.
    struct Record: Sendable {
        let id: String
        let embedding: [Float]
        let document: String
        let metadata: JSON
    }

    /// Adds records, or replaces those of their ids, in pages.
    func upsert(_ records: [Record], in collection: Collection) throws(ToolError) {
        var page = ChromaPage()
        for record in records {
            let entry = ChromaPage.Entry(record)
            if !page.isEmpty, page.bytes + entry.bytes > Self.pageBytes {
                try upsert(page, in: collection)
                page = ChromaPage()
            }
            page.append(entry)
        }
        if !page.isEmpty { try upsert(page, in: collection) }
    }

    private func upsert(_ page: ChromaPage, in collection: Collection) throws(ToolError) {
        _ = try existing(try send("POST", "/\(collection.id)/upsert", body: page.body))
    }

    struct Found: Sendable {
        let id: String
        let document: String?
        let metadata: JSON
    }

    /// Records by their ids, those that there are, in pages that fit.
    func records(_ ids: [String], in collection: Collection) throws(ToolError) -> [Found] {
        var (found, rest, size): ([Found], ArraySlice<String>, Int) = ([], ids[...], 64)
        while !rest.isEmpty {
            let page = rest.prefix(size)
            do throws(ToolError) {
                found += try get(
                    [JSONMember("ids", .array(page.map { .string($0) }))], documents: true, in: collection)
                rest = rest.dropFirst(page.count)
            } catch {
                guard error.isTooLargeAnswer, size > 1 else { throw error }
                size /= 4
            }
        }
        return found
    }

    /// All records that a condition takes, without their documents, in pages that fit.
    func records(where condition: JSON?, in collection: Collection) throws(ToolError) -> [Found] {
        var (found, size): ([Found], Int) = ([], 1000)
        while true {
            do throws(ToolError) {
                var members = [
                    JSONMember("limit", .number(JSONNumber(size))),
                    JSONMember("offset", .number(JSONNumber(found.count))),
                ]
                if let condition { members.append(JSONMember("where", condition)) }
                let page = try get(members, documents: false, in: collection)
                found += page
                if page.count < size { return found }
            } catch {
                guard error.isTooLargeAnswer, size > 1 else { throw error }
                // Never nothing: a page of none is whole, and the next one too.
                size = max(1, size / 4)
            }
        }
    }

    private func get(
        _ members: [JSONMember], documents: Bool, in collection: Collection
    ) throws(ToolError) -> [Found] {
        let include: JSON = documents ? ["documents", "metadatas"] : ["metadatas"]
        let answer = try existing(
            try send("POST", "/\(collection.id)/get", .object(members + [JSONMember("include", include)])))
        guard let ids = answer["ids"]?.arrayValue, let metadatas = answer["metadatas"]?.arrayValue,
            ids.count == metadatas.count
        else { throw .chromaGarbage }
        let texts = answer["documents"]?.arrayValue ?? []
        guard !documents || texts.count == ids.count else { throw .chromaGarbage }
        var found: [Found] = []
        for (index, id) in ids.enumerated() {
            guard let id = id.stringValue else { throw .chromaGarbage }
            found.append(
                Found(id: id, document: documents ? texts[index].stringValue : nil, metadata: metadatas[index]))
        }
        return found
    }

    /// The ids of the records nearest to a vector and their cosines, the nearest first.
    func nearest(
        _ vector: [Float], count: Int, where condition: JSON?, in collection: Collection
    ) throws(ToolError) -> [(id: String, cosine: Double)] {
        var members = [JSONMember("n_results", .number(JSONNumber(count))), JSONMember("include", ["distances"])]
        if let condition { members.append(JSONMember("where", condition)) }
        var body = JSON.object(members).bytes
        body.removeLast()
        body += Array(",\"query_embeddings\":[".utf8) + ChromaPage.text(of: vector) + Array("]}".utf8)
        let answer = try existing(try send("POST", "/\(collection.id)/query", body: body))
        guard let ids = answer["ids"]?.arrayValue?.first?.arrayValue,
            let distances = answer["distances"]?.arrayValue?.first?.arrayValue, ids.count == distances.count
        else { throw .chromaGarbage }
        var found: [(id: String, cosine: Double)] = []
        for (id, distance) in zip(ids, distances) {
            guard let id = id.stringValue, let distance = distance.numberValue?.doubleValue, distance.isFinite else {
                throw .chromaGarbage
            }
            found.append((id, max(-1, min(1, 1 - distance))))
        }
        return found
    }

    func delete(where condition: JSON, in collection: Collection) throws(ToolError) {
        _ = try existing(try send("POST", "/\(collection.id)/delete", ["where": condition]))
    }

    func delete(ids: [String], in collection: Collection) throws(ToolError) {
        _ = try existing(
            try send("POST", "/\(collection.id)/delete", ["ids": .array(ids.map { .string($0) })]))
    }

    func check() throws(ToolError) {
        guard try send("GET", url: server.heartbeat, body: []) != nil else { throw .chromaGarbage }
    }

    /// What was there a moment ago.
    private func existing(_ answer: JSON?) throws(ToolError) -> JSON {
        guard let answer else { throw .chromaCollectionGone }
        return answer
    }

    private func send(_ method: String, _ path: String, _ body: JSON? = nil) throws(ToolError) -> JSON? {
        try send(method, path, body: body?.bytes ?? [])
    }

    private func send(_ method: String, _ path: String, body: [UInt8]) throws(ToolError) -> JSON? {
        try send(method, url: server.collections + path, body: body)
    }

    /// Nil: not found.
    private func send(_ method: String, url: String, body: [UInt8]) throws(ToolError) -> JSON? {
        var request = HTTPRequest(method: method, url: url)
        request.headers = [("Accept", "application/json")]
        if !body.isEmpty { request.headers.append(("Content-Type", "application/json")) }
        request.body = body
        request.maximumResponseBytes = Self.maximumBytes
        let sent = request
        let response: HTTPResponse
        do throws(ToolError) {
            response = try Waiting.result { call.http.send(sent, completion: $0) }
        } catch {
            throw ToolError(ofChroma: error)
        }
        switch response.status {
        case 200..<300:
            if response.body.isEmpty { return [:] }
            guard let answer = try? JSON(parsing: response.body) else { throw .chromaGarbage }
            return answer
        case 404: return nil
        case let status:
            throw ToolError(
                .unavailable, "The Chroma server refused what the search of documents asks (HTTP \(status)).",
                details: ["kind": "status", "status": .number(JSONNumber(status))])
        }
    }

    /// An id stands in paths.
    private static func isID(_ id: String) -> Bool {
        (1...64).contains(id.utf8.count)
            && id.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) || $0 == 0x2D }
    }
}
