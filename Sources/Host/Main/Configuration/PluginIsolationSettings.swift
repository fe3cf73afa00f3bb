import Foundation
import HubPlugins

/// What the operator sets for the processes that plugins run in.
struct PluginIsolationSettings {
    /// By id, those that run in this process all the same.
    var inProcess: Set<String>
    /// The absolute path of the program that runs a plugin.
    var runner: String
    /// By id, those that may make sockets of their own.
    var network: Set<String>
    /// MiB of a plugin whose manifest names none, and the most that a manifest gets; nil: the usual.
    var memoryMB: Int?

    init(_ source: SettingSource) throws {
        inProcess = try Self.plugins(source, "AGENTHUB_PLUGINS_IN_PROCESS")
        network = try Self.plugins(source, "AGENTHUB_PLUGIN_NETWORK")
        memoryMB = try source.integer("AGENTHUB_PLUGIN_MEMORY_MB", in: 64...65_536, example: 2048)
        let named = source.text("AGENTHUB_PLUGIN_RUNNER")
        if let named, !named.hasPrefix("/") {
            throw ConfigurationError(
                setting: "AGENTHUB_PLUGIN_RUNNER", expectation: "the absolute path of a program was expected.",
                example: "AGENTHUB_PLUGIN_RUNNER=/usr/local/bin/PluginRunner")
        }
        runner = named ?? Self.runnerBesideTheProgram
    }

    /// The program beside this one that comes with it.
    private static var runnerBesideTheProgram: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "PluginRunner").path
    }

    /// Puts them into what the host of plugins is told. Without the runner nothing starts: that plugins run in this process is
    /// never a surprise.
    func apply(to configuration: inout PluginHostConfiguration) throws {
        guard FileManager.default.isExecutableFile(atPath: runner) else {
            throw ConfigurationError(
                setting: "AGENTHUB_PLUGIN_RUNNER",
                expectation: "the program that runs plugins was expected at \(runner).",
                example: "AGENTHUB_PLUGIN_RUNNER=/usr/local/bin/PluginRunner")
        }
        configuration.runner = runner
        configuration.inProcess = inProcess
        configuration.isolation.network = network
        if let memoryMB {
            configuration.isolation.maximumMemoryMB = memoryMB
            configuration.isolation.memoryMB = min(memoryMB, configuration.isolation.memoryMB)
        }
    }

    private static func plugins(_ source: SettingSource, _ variable: String) throws -> Set<String> {
        let ids = (source.text(variable) ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
        guard ids.allSatisfy(PluginGrants.isPluginID) else {
            throw ConfigurationError(
                setting: variable, expectation: "ids of plugins, by commas, were expected.",
                example: "\(variable)=com.example.erp")
        }
        return Set(ids)
    }
}
