import ArgumentParser
import Foundation
import HubCore

/// `agenthub plugin install`: a plugin, or another release of one, into a running server.
struct PluginInstallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install", abstract: "Install a plugin, or another release of one, into a running AgentHub.",
        discussion: """
            Uses AGENTHUB_TOKEN, a platform_admin's, or mints a development token. The server loads the file on trial first; one
            that is refused changes nothing. Exits with 1 when it is refused.
            """)

    @Argument(help: "The plugin, a shared library.")
    var file: String

    @Option(help: "Whom it serves at once: none, all, or tenants' ids by commas.")
    var activate = "none"

    @OptionGroup var server: OperatorOptions

    func run() async throws {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw ValidationError("\(file) cannot be read.")
        }
        let form = UploadForm(
            fields: [("activate", activate)],
            files: [(URL(fileURLWithPath: file).lastPathComponent, [UInt8](bytes))])
        try await server.ask { server in
            try await server.post("plugins", form.bytes, of: form.contentType, within: .seconds(300))
        } text: { answer in
            guard let release = answer["release"], let plugin = answer["plugin"] else { return [answer.text] }
            return ["Installed \(plugin["id"]?.stringValue ?? "")."] + PluginText(plugin, only: release).lines
        }
    }
}
