import ArgumentParser

/// The `agenthub` program.
@main
struct AgentHub: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agenthub",
        abstract: "A multi-tenant, multi-agent chat runtime: ask your business systems in English or Vietnamese.",
        version: ProductVersion.text,
        subcommands: [
            ServeCommand.self, AskCommand.self, TokenCommand.self, MigrateCommand.self, KeysCommand.self,
            PluginCommand.self,
        ]
    )
}

/// The product's version, as it is told to people, plugins and servers.
enum ProductVersion {
    static let text = "0.1.0"
}
