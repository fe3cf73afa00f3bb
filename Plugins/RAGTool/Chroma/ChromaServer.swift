import PluginSDK

/// Where the operator's Chroma server is, from the plugin's settings.
struct ChromaServer: Sendable {
    /// Without a slash at the end.
    let url: String
    private let tenant: String
    private let database: String

    /// Nil: none is set.
    init?(settings: JSON) throws(ConfigurationProblem) {
        guard let url = settings["chroma_url"], url != .null else { return nil }
        guard let text = url.stringValue, text.hasPrefix("http://") || text.hasPrefix("https://"),
            !text.contains(where: { " ?#@".contains($0) })
        else {
            throw ConfigurationProblem(
                at: "", "The operator's setting chroma_url is no URL of a server, such as http://127.0.0.1:8000.")
        }
        var trimmed = text
        while trimmed.hasSuffix("/") { trimmed.removeLast() }
        self.url = trimmed
        tenant = try Self.name(settings["chroma_tenant"], "chroma_tenant") ?? "default_tenant"
        database = try Self.name(settings["chroma_database"], "chroma_database") ?? "default_database"
    }

    private static func name(_ value: JSON?, _ setting: String) throws(ConfigurationProblem) -> String? {
        guard let value, value != .null else { return nil }
        guard let name = value.stringValue, (3...128).contains(name.utf8.count),
            name.utf8.allSatisfy({
                $0 < 0x80
                    && ($0 == 0x2D || $0 == 0x5F || Character(Unicode.Scalar($0)).isLetter
                        || Character(Unicode.Scalar($0)).isNumber)
            })
        else {
            throw ConfigurationProblem(
                at: "", "The operator's setting \(setting) is no name of 3 to 128 letters, digits, - and _.")
        }
        return name
    }

    var heartbeat: String { url + "/api/v2/heartbeat" }
    var collections: String { "\(url)/api/v2/tenants/\(tenant)/databases/\(database)/collections" }
    /// Tells one server's documents from another's.
    var identity: String { SHA256.hexadecimal([collections]) }
}
