import HubCore
import PluginABI

/// A document as the ABI's `agenthub.knowledge/1` writes it: whole, or with its chunks in a blob where it is too large for a
/// call's input.
struct IngestionDocument {
    private static let blobID = "chunks"

    /// What the plugin is given.
    let inline: JSONValue
    /// The chunks that `inline` names; nil when it has them itself.
    let blob: IngestionBlob?

    init(_ request: KnowledgeIngestion, names: OpaqueNames) {
        let document = request.document
        let tenant = request.scope.tenant
        var facts: JSONObject = [
            "id": .string(document.id.description), "version": .int(document.version),
            "title": .string(document.title), "metadata": .object(document.metadata),
        ]
        facts["language"] = document.language.map { .string($0.rawValue) } ?? .null
        facts["principals"] = document.principals.map { .strings($0.map { names.principal($0, of: tenant) }) } ?? .null
        var members: JSONObject = [
            "collection": .string(document.collection.rawValue), "document": .object(facts),
        ]

        // Texts alone, without what JSON adds to them: most documents are known to be too large before anything is written.
        let size = request.chunks.reduce(0) { $0 + $1.text.utf8.count }
        if size <= Int(AH_MAX_PAYLOAD) {
            var whole = members
            whole["chunks"] = .array(request.chunks.map(Self.json))
            let json = JSONValue.object(whole)
            if json.bytes.count <= Int(AH_MAX_PAYLOAD) {
                (inline, blob) = (json, nil)
                return
            }
        }
        members["blob"] = .string(Self.blobID)
        var lines: [UInt8] = []
        lines.reserveCapacity(size + 128 * request.chunks.count)
        for chunk in request.chunks {
            lines += Self.json(chunk).bytes
            lines.append(UInt8(ascii: "\n"))
        }
        inline = .object(members)
        blob = IngestionBlob(id: Self.blobID, bytes: lines)
    }

    private static func json(_ chunk: KnowledgeChunk) -> JSONValue {
        var members: JSONObject = ["id": .string(String(chunk.index)), "text": .string(chunk.text)]
        members["page"] = chunk.page.map { .int($0) } ?? .null
        members["heading"] = chunk.heading.map { .string($0) } ?? .null
        return .object(members)
    }
}

/// One blob in memory, for the call that it is made for.
struct IngestionBlob: ToolBlobs {
    let id: String
    let bytes: [UInt8]

    func read(
        _ id: String, offset: Int, length: Int, by deadline: Deadline
    ) async throws(DocumentFailure) -> [UInt8]? {
        guard id == self.id else { return nil }
        let start = min(max(0, offset), bytes.count)
        return Array(bytes[start..<min(bytes.count, start + min(length, bytes.count - start))])
    }
}
