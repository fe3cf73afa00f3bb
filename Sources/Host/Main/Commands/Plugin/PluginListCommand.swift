import ArgumentParser
import HubCore
import HubEgress
import HubPlugins
import Logging

/// `agenthub plugin list`: what loads from a folder, and what is refused and why.
struct PluginListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Load every plugin of a folder and say what it offers.")

    @Option(help: "Folder of the plugins, *.so (AGENTHUB_PLUGIN_DIR; `plugins` beside the program).")
    var pluginDir: String?

    func run() async throws {
        // What else a server is told is no matter here.
        let configuration = try ServeConfiguration(ServeOptions.parse(pluginDir.map { ["--plugin-dir=\($0)"] } ?? []))
        let logger = Logger(label: "agenthub") { _ in SwiftLogNoOpLogHandler() }
        let egress = EgressClient(policy: EgressPolicy(allowing: []), logger: logger)
        var settings = PluginHostConfiguration(
            directory: configuration.pluginDirectory, hostVersion: ProductVersion.text)
        try configuration.plugins.isolation.apply(to: &settings)
        let plugins = PluginHost(
            configuration: settings, egress: egress, store: MemoryKeyValueStore(), logger: logger)
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
