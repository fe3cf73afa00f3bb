import ArgumentParser

/// `agenthub plugin`: what operators and authors do with plugins.
struct PluginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin", abstract: "Work with plugins.",
        subcommands: [
            PluginNewCommand.self,
            PluginListCommand.self,
            PluginCheckCommand.self,
            PluginInstallCommand.self,
            PluginReleasesCommand.self,
            PluginActivateCommand.self,
            PluginRollbackCommand.self,
        ])
}
