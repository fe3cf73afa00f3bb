import ArgumentParser
import HubCore
import HubEgress

/// `agenthub plugin activate`: an installed release serves tenants, or all.
struct PluginActivateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "activate", abstract: "Let an installed release of a plugin serve tenants, or all.")

    @Argument(help: "The plugin's id.")
    var plugin: String

    @Argument(help: "The release's digest, or the beginning of it; `bundled` for the file of the plugin directory.")
    var release: String

    @Option(help: "A tenant; may be given several times. Absent: all.")
    var tenant: [String] = []

    @OptionGroup var server: OperatorOptions

    func run() async throws {
        let path = "plugins/\(try PluginText.path(plugin))"
        try await server.ask { server in
            let shown = try await server.get(path)
            guard shown.status == 200 else { return shown }
            var body: JSONObject = ["digest": try digest(in: try JSONValue(parsing: shown.body))]
            if !tenant.isEmpty { body["tenants"] = .strings(tenant) }
            return try await server.post(
                path + "/activate", JSONValue.object(body).bytes, of: "application/json", within: .seconds(300))
        } text: {
            PluginText($0).lines
        }
    }

    private func digest(in plugin: JSONValue) throws -> JSONValue {
        if release == "bundled" { return .null }
        let digests = (plugin["releases"]?.arrayValue ?? []).compactMap { $0["digest"]?.stringValue }
        let found = digests.filter { $0.hasPrefix(release) }
        guard found.count == 1, let digest = found.first else {
            throw ValidationError(
                "\(found.count) releases begin with \(release); there are \(digests.map { $0.prefix(12) }.joined(separator: ", "))."
            )
        }
        return .string(digest)
    }
}
