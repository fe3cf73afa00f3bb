import PluginSDK

/// The body of one request that adds records. Numbers are written as the shortest texts that give the same floats.
struct ChromaPage {
    struct Entry {
        let id: [UInt8]
        let embedding: [UInt8]
        let document: [UInt8]
        let metadata: [UInt8]

        init(_ record: ChromaClient.Record) {
            id = JSON.string(record.id).bytes
            embedding = ChromaPage.text(of: record.embedding)
            document = JSON.string(record.document).bytes
            metadata = record.metadata.bytes
        }

        var bytes: Int { id.count + embedding.count + document.count + metadata.count + 4 }
    }

    private var entries: [Entry] = []
    private(set) var bytes = 64

    var isEmpty: Bool { entries.isEmpty }

    mutating func append(_ entry: Entry) {
        entries.append(entry)
        bytes += entry.bytes
    }

    var body: [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(bytes)
        for (name, part) in [
            ("{\"ids\":[", \Entry.id), ("],\"embeddings\":[", \.embedding), ("],\"documents\":[", \.document),
            ("],\"metadatas\":[", \.metadata),
        ] as [(String, KeyPath<Entry, [UInt8]>)] {
            body += name.utf8
            for (index, entry) in entries.enumerated() {
                if index > 0 { body.append(UInt8(ascii: ",")) }
                body += entry[keyPath: part]
            }
        }
        body += "]}".utf8
        return body
    }

    /// A JSON array. The numbers are finite.
    static func text(of vector: [Float]) -> [UInt8] {
        var text: [UInt8] = [UInt8(ascii: "[")]
        for (index, number) in vector.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            text += number.description.utf8
        }
        text.append(UInt8(ascii: "]"))
        return text
    }
}
