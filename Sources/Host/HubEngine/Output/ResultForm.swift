import HubCore

/// What a turn's results look like to a client: `data` and `render` of the reply, and the format of the words.
enum ResultForm {
    private static let maximumRows = 50
    private static let maximumFields = 64

    /// The sole successful tool's own format, else the agent's.
    static func format(of calls: [CompletedToolCall], agent: Agent) -> OutputFormat {
        soleTool(of: calls)?.tool.outputFormat ?? agent.outputFormat
    }

    /// One successful call: its result unchanged. Several: an object keyed by tool name, in which a tool that was
    /// called several times has the array of its results in the order of the calls. None: null.
    static func data(of calls: [CompletedToolCall]) -> JSONValue {
        var results: [(name: String, results: [JSONValue])] = []
        for call in calls {
            guard let result = call.result, let name = call.tool?.tool.name else { continue }
            if let position = results.firstIndex(where: { $0.name == name }) {
                results[position].results.append(result)
            } else {
                results.append((name, [result]))
            }
        }
        if let only = results.first, results.count == 1, only.results.count == 1 { return only.results[0] }
        if results.isEmpty { return .null }
        return .object(
            JSONObject(results.map { ($0.name, $0.results.count == 1 ? $0.results[0] : .array($0.results)) }))
    }

    /// The hint of the sole successful tool's row, else of the agent's row, else one derived from the format and the
    /// data; without data there is only text to show.
    static func render(of calls: [CompletedToolCall], data: JSONValue, agent: Agent) -> JSONValue {
        if data.isNull { return ["type": "text"] }
        let format = format(of: calls, agent: agent)
        guard let hint = soleTool(of: calls)?.tool.render ?? agent.render else { return derived(format, data) }
        guard case .object(var members) = hint else { return hint }
        if members["type"] == nil { members["type"] = .string(format.renderType) }
        return .object(members)
    }

    private static func soleTool(of calls: [CompletedToolCall]) -> ToolSnapshot? {
        let tools = calls.filter { $0.result != nil }.compactMap(\.tool)
        guard let first = tools.first, tools.allSatisfy({ $0 === first }) else { return nil }
        return first
    }

    private static func derived(_ format: OutputFormat, _ data: JSONValue) -> JSONValue {
        var members: JSONObject = ["type": .string(format.renderType)]
        switch format {
        case .structuredJSON: members["fields"] = .strings(fields(of: data))
        case .markdownTable:
            members["fields"] = .strings(fields(of: rows(in: data) ?? data))
            members["sortable"] = true
            members["filterable"] = true
        case .chartData: members["fields"] = .strings(fields(of: rows(in: data) ?? data))
        case .summaryText: break
        }
        return .object(members)
    }

    /// The data itself when it is a list, else its `rows`, else its first member that is a list of objects.
    private static func rows(in data: JSONValue) -> JSONValue? {
        switch data {
        case .array: return data
        case .object(let members):
            if let rows = members["rows"], rows.arrayValue != nil { return rows }
            return members.first { $0.value.arrayValue?.first?.objectValue != nil }?.value
        case .null, .bool, .number, .string: return nil
        }
    }

    /// An object's keys; of a list the keys of its rows, in the order of their first appearance.
    private static func fields(of data: JSONValue) -> [String] {
        switch data {
        case .object(let members): return Array(members.keys.prefix(maximumFields))
        case .array(let rows):
            var fields: [String] = []
            for row in rows.prefix(maximumRows) {
                for (key, _) in row.objectValue ?? JSONObject() where fields.count < maximumFields {
                    if !fields.contains(key) { fields.append(key) }
                }
            }
            return fields
        case .null, .bool, .number, .string: return []
        }
    }
}
