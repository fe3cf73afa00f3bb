import PluginSDK

/// What the catalogue says of a document: its current version, by the tag that this version's chunks bear, and its facts.
/// Writing it makes a version the one that is searched.
struct ChromaPointer: Sendable, Hashable {
    let collection: String
    let document: String
    let tag: String
    let chunks: Int
    let space: VectorSpace?
    let title: String
    let language: String?
    /// A JSON object.
    let metadata: String
    let principals: [String]?

    init(_ document: IngestedDocument, tag: String, space: VectorSpace?) {
        collection = document.collection
        self.document = document.name
        self.tag = tag
        chunks = document.chunks.count
        self.space = space
        title = document.title
        language = document.language
        metadata = document.metadata
        principals = document.principals
    }

    /// Nil: it is none.
    init?(_ json: JSON) {
        guard let collection = json["collection"]?.stringValue, let document = json["document"]?.stringValue,
            let tag = json["tag"]?.stringValue, let chunks = json["chunks"]?.numberValue?.intValue,
            (0...IngestedDocument.maximumChunks).contains(chunks), let title = json["title"]?.stringValue,
            let metadata = json["metadata"]?.stringValue,
            (try? JSON(parsing: Array(metadata.utf8)))?.objectValue != nil,
            let restricted = json["restricted"]?.boolValue
        else { return nil }
        self.collection = collection
        self.document = document
        self.tag = tag
        self.chunks = chunks
        self.title = title
        self.metadata = metadata
        language = json["language"]?.stringValue
        if let model = json["model"]?.stringValue, let size = json["dimensions"]?.numberValue?.intValue, size > 0 {
            space = VectorSpace(model: model, dimensions: size)
        } else {
            space = nil
        }
        if restricted {
            guard let text = json["principals"]?.stringValue,
                let names = (try? JSON(parsing: Array(text.utf8)))?.arrayValue
            else { return nil }
            principals = names.compactMap(\.stringValue)
        } else {
            principals = nil
        }
    }

    var json: JSON {
        var members = [
            JSONMember("collection", .string(collection)), JSONMember("document", .string(document)),
            JSONMember("tag", .string(tag)), JSONMember("chunks", .number(JSONNumber(chunks))),
            JSONMember("title", .string(title)), JSONMember("metadata", .string(metadata)),
            JSONMember("restricted", .bool(principals != nil)),
        ]
        if let language { members.append(JSONMember("language", .string(language))) }
        if let space {
            members.append(JSONMember("model", .string(space.model)))
            members.append(JSONMember("dimensions", .number(JSONNumber(space.dimensions))))
        }
        if let principals {
            let list = JSON.array(principals.map { .string($0) })
            members.append(JSONMember("principals", .string(String(decoding: list.bytes, as: UTF8.self))))
        }
        return .object(members)
    }

    var id: String { ChromaNames.record(of: document, in: collection) }
}
