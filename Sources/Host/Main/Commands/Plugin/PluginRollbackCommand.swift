import ArgumentParser
import HubCore

/// `agenthub plugin rollback`: what served before serves again.
struct PluginRollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Let a plugin's release that served before serve again.",
        discussion: "Exits with 1 when there is nothing to go back to.")

    @Argument(help: "The plugin's id.")
    var plugin: String

    @Option(help: "A tenant; may be given several times. Absent: all.")
    var tenant: [String] = []

    @OptionGroup var server: OperatorOptions

    func run() async throws {
        let path = "plugins/\(try PluginText.path(plugin))/rollback"
        let body: JSONObject = tenant.isEmpty ? [:] : ["tenants": .strings(tenant)]
        try await server.ask { server in
            try await server.post(
                path, JSONValue.object(body).bytes, of: "application/json", within: .seconds(300))
        } text: {
            PluginText($0).lines
        }
    }
}
