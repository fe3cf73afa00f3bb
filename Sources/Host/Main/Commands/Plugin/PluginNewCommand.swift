import ArgumentParser
import Foundation

/// `agenthub plugin new`: a plugin to start from, whole, in a folder of its own.
struct PluginNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Make a plugin to start from: built, tested, answering.",
        discussion: "What it makes builds without AgentHub's sources and without a network: docs/writing-a-plugin.md.")

    @Option(help: "c, rust or swift.")
    var lang: PluginLanguage

    @Argument(help: "The plugin's name, such as exchange-rates; its tool type is then EXCHANGE_RATES.")
    var name: String

    @Option(help: "The plugin's id, a reverse DNS name (com.example.NAME).")
    var id: String?

    @Option(help: "The folder to make (NAME).")
    var folder: String?

    @Option(help: "Folder of templates and SDK (AGENTHUB_SDK; `sdk` beside the program).")
    var sdk: String?

    func run() throws {
        let project = try NewPlugin(language: lang, name: name, id: id)
        let kit = PluginKit(path: SettingSource().text("AGENTHUB_SDK", option: sdk) ?? PluginKit.besideTheProgram)
        let folder = folder ?? name
        try kit.make(project, at: folder)
        print(
            """
            \(folder): a plugin in \(lang.title), \(project.id), with the tool type \(project.toolType).

              cd \(folder)
              \(lang.testCommand)
                  its tests; no AgentHub is needed
              ./try.sh
                  builds it and asks a question of an AgentHub of its own (AGENTHUB names the program if it is not on the PATH)
              agenthub plugin check build/\(project.name).so
                  looks for what would go wrong in a server

            Then change \(lang.source) into yours. README.md says what is what.
            """)
    }
}
