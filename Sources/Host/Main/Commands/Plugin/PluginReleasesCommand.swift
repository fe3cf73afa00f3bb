import ArgumentParser
import HubCore

/// `agenthub plugin releases`: what a running server has of each plugin, and whom it serves.
struct PluginReleasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "releases", abstract: "Say which releases of plugins a running AgentHub has, and whom they serve.")

    @Argument(help: "One plugin's id; absent: all.")
    var plugin: String?

    @OptionGroup var server: OperatorOptions

    func run() async throws {
        try await server.ask { server in
            try await server.get(try plugin.map { "plugins/\(try PluginText.path($0))" } ?? "plugins")
        } text: { answer in
            (answer["plugins"]?.arrayValue ?? [answer]).flatMap { PluginText($0).lines }
        }
    }
}
