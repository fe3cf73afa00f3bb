import ArgumentParser
import HubCore

/// Where the server is that a command asks, and the token that it is asked with.
struct ServerAccess {
    private let source: SettingSource
    private let url: String?
    private let folder: VarFolder

    init(url: String?, variable: String?, source: SettingSource = SettingSource()) {
        self.source = source
        self.url = url
        folder = VarFolder(path: source.text("AGENTHUB_VAR", option: variable) ?? VarFolder.usualPath)
    }

    func base() throws -> String {
        if let base = source.text("AGENTHUB_URL", option: url) ?? folder.readAddress() { return base }
        throw Self.failure(
            "No server found in \(folder.path): start one with agenthub serve, name its folder by --var, or its address "
                + "by --url http://127.0.0.1:8080.")
    }

    /// AGENTHUB_TOKEN, or one of the server's development key. A command makes no key: no server would know it.
    func token(of tenant: TenantID, roles: Set<Role>, kind: String) throws -> Secret {
        if let token = try source.secret("AGENTHUB_TOKEN") { return token }
        guard let user = UserID(source.text("USER") ?? "developer") else {
            throw ValidationError("USER must have 1 to 255 bytes.")
        }
        guard folder.hasDevelopmentKey else {
            throw Self.failure(
                "\(folder.path) has no development key: set AGENTHUB_TOKEN to \(kind)'s token, or name the server's folder "
                    + "by --var.")
        }
        return try DevelopmentIssuer(folder: folder).token(tenant: tenant, user: user, roles: roles, ttl: 3600)
    }

    /// Says it, without the command's usage: the words were right, and something else is missing.
    private static func failure(_ message: String) -> ExitCode {
        LogWriter.write("agenthub: \(message)")
        return .failure
    }
}
