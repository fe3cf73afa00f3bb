import HubCore

/// The text of an event stream, read strictly: comments, and events of an optional name and exactly one line of data, each
/// ended by an empty line.
struct StreamText {
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    enum Block: Equatable {
        case comment(String)
        /// `data` nil: a word that is no JSON.
        case event(name: String?, data: JSONValue?, text: String)
    }

    let blocks: [Block]

    init(_ text: String) throws {
        guard text.isEmpty || text.hasSuffix("\n\n") else { throw Malformed(description: "it ends within an event") }
        blocks = try text.split(separator: "\n\n", omittingEmptySubsequences: true).map { block in
            var lines = block.split(separator: "\n", omittingEmptySubsequences: false)
            if lines.count == 1, lines[0].hasPrefix(": ") { return .comment(String(lines[0].dropFirst(2))) }
            var name: String?
            if lines[0].hasPrefix("event: ") { name = String(lines.removeFirst().dropFirst(7)) }
            guard lines.count == 1, lines[0].hasPrefix("data: ") else { throw Malformed(description: "\(block)") }
            let data = String(lines[0].dropFirst(6))
            guard data.first == "{" else { return .event(name: name, data: nil, text: data) }
            return .event(name: name, data: try JSONValue(parsing: data), text: data)
        }
    }

    var names: [String] {
        blocks.map { block in
            switch block {
            case .comment(let text): ": " + text
            case .event(let name, _, let text): name ?? (text.first == "{" ? "-" : text)
            }
        }
    }

    /// The data of all events that are JSON.
    var data: [JSONValue] {
        blocks.compactMap { if case .event(_, let data?, _) = $0 { data } else { nil } }
    }

    /// What the contents of a completion's chunks say together.
    var content: String {
        data.compactMap { $0["choices"]?.arrayValue?.first?["delta"]?["content"]?.stringValue }.joined()
    }
}
