import PluginSDK

extension SearchOutcome {
    /// What a result may take: the host's limit, less what an envelope may add.
    private static let maximumBytes = 96 * 1024
    private static let cutMark = " […]"

    /// The tool's result. Texts that are too long together are cut, and end in a mark; after them
    /// metadata is left out, then the last passages.
    func result(query: String) -> JSON {
        for limit in [Int.max, 16_000, 8000, 4000, 2000, 1000, 500] {
            let result = result(query: query, characters: limit, hasMetadata: true)
            if result.bytes.count <= Self.maximumBytes { return result }
        }
        var fewer = self
        while true {
            let result = fewer.result(query: query, characters: 500, hasMetadata: false)
            if result.bytes.count <= Self.maximumBytes || fewer.passages.isEmpty { return result }
            fewer.passages.removeLast()
        }
    }

    private func result(query: String, characters: Int, hasMetadata: Bool) -> JSON {
        [
            "query": .string(query), "mode": .string(mode.rawValue), "note": .text(note),
            "passages": .array(passages.map { $0.json(characters: characters, hasMetadata: hasMetadata) }),
            "citations": .array(passages.enumerated().map { $1.citation(number: $0 + 1) }),
        ]
    }

    fileprivate static func cut(_ text: String, to characters: Int) -> String {
        guard let end = text.index(text.startIndex, offsetBy: characters, limitedBy: text.endIndex),
            end < text.endIndex
        else { return text }
        return text[..<end] + cutMark
    }
}

extension Passage {
    fileprivate func json(characters: Int, hasMetadata: Bool) -> JSON {
        let facts = hasMetadata ? try? JSON(parsing: Array(metadata.utf8)) : nil
        return [
            "text": .string(SearchOutcome.cut(text, to: characters)), "score": .rounded(score),
            "document": .string(document), "title": .string(title), "collection": .string(collection),
            "page": .int(page), "heading": .text(heading), "chunk": .int(chunk), "language": .text(language),
            "metadata": facts ?? [:],
        ]
    }

    fileprivate func citation(number: Int) -> JSON {
        [
            "id": .int(number), "document": .string(document), "title": .string(title), "page": .int(page),
            "heading": .text(heading), "chunk": .int(chunk),
        ]
    }
}

extension JSON {
    fileprivate static func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
    fileprivate static func int(_ number: Int?) -> JSON { number.map { .number(JSONNumber($0)) } ?? .null }
    /// To four decimals: more is noise.
    fileprivate static func rounded(_ number: Double) -> JSON {
        JSONNumber((number * 10_000).rounded() / 10_000).map { .number($0) } ?? .null
    }
}
