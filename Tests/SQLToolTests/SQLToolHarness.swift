import HubCore
import PluginABI
import Support

/// The built SQLTool behind a scripted host, for one test.
struct SQLToolHarness {
    let host: ScriptedPluginHost

    init() throws {
        host = try ScriptedPluginHost("SQLTool", services: [AH_EXT_HOST_CREDENTIALS, AH_EXT_HOST_EGRESS])
    }

    static let settings: JSONValue = ["sqlite_folder": "/nowhere"]

    /// Whose SQL a statement is.
    enum Dialect: Sendable, CaseIterable {
        case postgreSQL
        case sqlite
    }

    static func configuration(_ statement: String, _ dialect: Dialect, _ more: JSONObject = [:]) -> JSONValue {
        var members: JSONObject =
            switch dialect {
            case .postgreSQL:
                [
                    "endpoint": "postgresql://reader@db.example.com/shop",
                    "auth": ["type": "credential", "credential": "shop"],
                ]
            case .sqlite: ["endpoint": "sqlite:shop.db", "auth": ["type": "none"]]
            }
        members["statement"] = .string(statement)
        for (name, value) in more { members[name] = value }
        return .object(members)
    }

    /// What the plugin says against a configuration when a row is written; nil: nothing.
    func refusal(_ configuration: JSONValue, settings: JSONValue? = settings) throws -> PluginRefusal? {
        do {
            _ = try host.instance(of: "SQL_SELECT", configuration, settings: settings)
            return nil
        } catch let refusal as PluginRefusal {
            return refusal
        }
    }

    /// What the plugin says against a statement.
    func refusal(_ statement: String, _ dialect: Dialect = .postgreSQL) throws -> PluginRefusal? {
        try refusal(Self.configuration(statement, dialect))
    }
}

extension PluginCompletion {
    func has(_ status: Int) -> Bool { self.status == ah_status(status) }
}

extension ScriptedPluginInstance {
    /// Runs the tool on a thread that may wait, as the host does for types that block.
    func ask(_ input: JSONValue, deadline: Deadline = .after(.seconds(60))) async throws -> PluginCompletion {
        let call = try await BlockingWork.run { self.begin(input.bytes, deadline: deadline) }
        return await completion(of: call)
    }
}
