import PluginSDK

/// A database file below the folder that the operator names.
struct SQLiteEndpoint: Sendable, Hashable {
    let folder: String
    /// Names from the folder to the file; none is empty, begins with a dot or has a slash.
    let path: [String]

    init(_ text: String, settings: JSON) throws(ConfigurationProblem) {
        func problem(_ message: String) -> ConfigurationProblem { ConfigurationProblem(at: "/endpoint", message) }
        guard let folder = settings["sqlite_folder"]?.stringValue, folder.hasPrefix("/") else {
            throw problem("No SQLite file can be read: the operator has named no folder for them.")
        }
        self.folder = folder
        path = text.dropFirst("sqlite:".count).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let isPlain = path.allSatisfy { name in
            !name.isEmpty && !name.hasPrefix(".")
                && name.unicodeScalars.allSatisfy {
                    $0.properties.isAlphabetic || $0.properties.numericType != nil || "_-. ".unicodeScalars.contains($0)
                }
        }
        guard !path.isEmpty, path.count <= 8, isPlain else {
            throw problem(
                "The SQLite file is named from the operator's folder on, as sqlite:sales.db or sqlite:2026/sales.db, of "
                    + "letters, digits, spaces and the signs _ - .")
        }
    }
}
