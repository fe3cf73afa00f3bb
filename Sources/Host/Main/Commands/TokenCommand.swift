import ArgumentParser
import Foundation
import HubCore
import HubCrypto

/// `agenthub token`: a development token on standard output, and nothing else.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Mint a token with the development key pair of the var folder.")

    @Option(help: "The tenant's id.")
    var tenant: String

    @Option(help: "The user's name, the token's `sub`.")
    var user: String

    @Option(name: .customLong("role"), help: "user, tenant_admin or platform_admin; may be given several times (user).")
    var roles: [String] = []

    @Option(help: "Seconds until it expires, 86400 at the most.")
    var ttl = 3600

    @Option(name: .customLong("var"), help: "Folder of the development keys (AGENTHUB_VAR; var).")
    var variable: String?

    func run() throws {
        let source = SettingSource()
        guard let tenant = TenantID(tenant) else {
            throw ValidationError(
                "--tenant must be 1 to 63 characters of a-z, 0-9, \"-\" and \"_\", such as acme-corp.")
        }
        guard let user = UserID(user) else { throw ValidationError("--user must have 1 to 255 bytes.") }
        let roles = try (self.roles.isEmpty ? [Role.user.rawValue] : self.roles).map { text in
            guard let role = Role(rawValue: text) else {
                throw ValidationError("--role must be one of user, tenant_admin, platform_admin.")
            }
            return role
        }
        guard (1...86_400).contains(ttl) else { throw ValidationError("--ttl must be from 1 to 86400 seconds.") }
        let folder = VarFolder(path: source.text("AGENTHUB_VAR", option: variable) ?? VarFolder.usualPath)
        guard folder.hasDevelopmentKey else {
            throw ValidationError(
                "\(folder.path) has no development key: start a server first, or name its folder by --var.")
        }
        let token = try DevelopmentIssuer(folder: folder).token(tenant: tenant, user: user, roles: Set(roles), ttl: ttl)
        print(token.reveal())
    }
}
