import HubCore
import PluginABI
import Support

/// The built HTTPTool behind a scripted host, for one test.
struct HTTPToolHarness {
    let http: ScriptedHTTPService
    let host: ScriptedPluginHost

    init(_ script: [ScriptedHTTPService.Answer] = [], delivery: ScriptedHTTPService.Delivery = .inline) throws {
        http = ScriptedHTTPService(script, delivery: delivery)
        host = try ScriptedPluginHost("HTTPTool", http: http)
    }

    /// An instance. Each has a tenant of its own unless the test names one: breakers live as long as the process.
    func tool(
        _ type: String, _ configuration: JSONValue, scope: String = "\(ToolID())"
    ) throws -> ScriptedPluginInstance {
        try host.instance(of: type, configuration, scope: scope)
    }

    /// Makes an instance, calls it once and gives what was sent.
    func sent(_ type: String, _ configuration: JSONValue, _ input: JSONValue) async throws -> ScriptedHTTPService
        .Request?
    {
        http.add(.json(200, "{}"))
        _ = try await tool(type, configuration).run(input)
        return http.requests.last
    }

    /// What the plugin says against a configuration; nil: nothing.
    func refusal(_ type: String, _ configuration: JSONValue) throws -> PluginRefusal? {
        do {
            _ = try tool(type, configuration)
            return nil
        } catch let refusal as PluginRefusal {
            return refusal
        }
    }
}

extension PluginCompletion {
    func has(_ status: Int) -> Bool { self.status == ah_status(status) }
}
