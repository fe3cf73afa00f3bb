import ArgumentParser
import HubCore
import HubEgress
import HubPlugins
import Logging

/// `agenthub plugin`: what loads from a folder and what is refused and why, and the checks of one plugin.
struct PluginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin", abstract: "Work with plugins.", subcommands: [List.self, CheckCommand.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Load every plugin of a folder and say what it offers.")

        @OptionGroup var options: ServeOptions

        func run() async throws {
            let configuration = try ServeConfiguration(options)
            let logger = Logger(label: "agenthub") { _ in SwiftLogNoOpLogHandler() }
            let egress = EgressClient(policy: EgressPolicy(allowing: []), logger: logger)
            let plugins = PluginHost(
                configuration: PluginHostConfiguration(
                    directory: configuration.pluginDirectory, hostVersion: ProductVersion.text),
                egress: egress, store: MemoryKeyValueStore(), logger: logger)
            let reports = plugins.load()
            for report in reports { print(report) }
            for type in plugins.toolTypes() {
                print("  \(type.id) \(type.version) (\(type.plugin)): \(type.description)")
            }
            await plugins.shutdown()
            await egress.shutdown()
            if !reports.allSatisfy(\.isLoaded) { throw ExitCode.failure }
        }
    }
}
