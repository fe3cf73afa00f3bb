import HubCore
import Synchronization

/// What was worked out of tools, kept while their rows stay as they are. Bounded: full, it starts anew.
final class BuiltinToolCache: Sendable {
    private struct Key: Hashable {
        let name: String
        let description: String
    }

    private struct Entries {
        var byKey: [Key: [BuiltinTool]] = [:]
        var count = 0
    }

    static let variantLimit = 16
    private let limit: Int
    private let entries = Mutex(Entries())

    init(limit: Int = 2048) { self.limit = limit }

    func facts(of tool: ModelTool) -> BuiltinTool {
        let key = Key(name: tool.name, description: tool.description)
        if let known = entries.withLock({ $0.byKey[key] })?.first(where: { Self.isSame($0.tool, tool) }) {
            return known
        }
        let made = BuiltinTool(tool)
        entries.withLock { entries in
            if entries.count >= limit { entries = Entries() }
            // Rows of one name and description that differ in their schemas are few; the oldest gives way.
            if entries.byKey[key]?.count == Self.variantLimit {
                entries.byKey[key]?.removeFirst()
                entries.count -= 1
            }
            entries.byKey[key, default: []].append(made)
            entries.count += 1
        }
        return made
    }

    var count: Int { entries.withLock { $0.count } }

    private static func isSame(_ left: ModelTool, _ right: ModelTool) -> Bool {
        left.inputSchema == right.inputSchema && left.labels == right.labels && left.effects == right.effects
    }
}
