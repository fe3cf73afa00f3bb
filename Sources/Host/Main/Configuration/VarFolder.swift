import Foundation
import HubCore
import HubCrypto

/// The folder of what a server keeps on its own machine: the database, the development keys, the address it serves on.
struct VarFolder {
    static let usualPath = "var"

    let path: String

    var database: String { path + "/agenthub.sqlite" }
    private var privateKey: String { path + "/development-key.pem" }
    private var address: String { path + "/address" }
    var lock: String { path + "/lock" }

    func create() throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw ConfigurationError(
                setting: "AGENTHUB_VAR", expectation: "a folder that can be written was expected.",
                example: "AGENTHUB_VAR=var")
        }
    }

    /// Whether a server was ever started here.
    var hasDevelopmentKey: Bool { FileManager.default.fileExists(atPath: privateKey) }

    /// The development key pair, made at the first call.
    func developmentKey() throws -> RSAPrivateKey {
        try RSAPrivateKey(pem: try kept(privateKey) { try RSAPrivateKey.generate().pem() })
    }

    /// The master keys of the settings, else a development key of this folder, made at the first call.
    func masterKeys(_ settings: StorageSettings) throws -> MasterKeyring {
        if let keys = settings.masterKeys {
            do {
                return try MasterKeyring(
                    keys.reveal().split { $0 == "," || $0.isWhitespace }.map { Secret(String($0)) })
            } catch {
                throw ConfigurationError(
                    setting: "AGENTHUB_MASTER_KEYS",
                    expectation: "Fernet keys (32 bytes in base64url) by commas were expected: \(error).",
                    example: "AGENTHUB_MASTER_KEYS_FILE=/run/secrets/agenthub_master_keys")
            }
        }
        if settings.databaseURL != nil {
            // Several workers seal and open the same rows; a key that only one machine has would lock them.
            throw ConfigurationError(
                setting: "AGENTHUB_MASTER_KEYS",
                expectation: "a key was expected beside AGENTHUB_DATABASE_URL; `agenthub keys generate` makes one.",
                example: "AGENTHUB_MASTER_KEYS_FILE=/run/secrets/agenthub_master_keys")
        }
        let file = path + "/development-master.key"
        return try MasterKeyring([try kept(file) { MasterKeyring.generate() }])
    }

    /// The secret in the file, made and written when there is none. Two processes that make it at once end with the
    /// same one.
    private func kept(_ file: String, make: () throws -> Secret) throws -> Secret {
        try create()
        if let text = try? String(contentsOfFile: file, encoding: .utf8) { return Secret(text) }
        let draft = file + ".\(ProcessInfo.processInfo.processIdentifier)"
        guard
            FileManager.default.createFile(
                atPath: draft, contents: Data(try make().reveal().utf8), attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown) }
        defer { unlink(draft) }
        // A link is made by one process only; who comes second reads what the first one wrote.
        _ = link(draft, file)
        return Secret(try String(contentsOfFile: file, encoding: .utf8))
    }

    /// What a new database is to call this installation; the same for the folder's life. Only who serves from the folder
    /// may ask.
    func installation() throws -> String {
        let file = path + "/installation"
        if FileManager.default.fileExists(atPath: file) { return try String(contentsOfFile: file, encoding: .utf8) }
        let id = UUID().uuidString.lowercased()
        try id.write(toFile: file, atomically: true, encoding: .utf8)
        return id
    }

    /// Tells `agenthub ask` where the server is.
    func writeAddress(_ url: String) throws {
        try url.write(toFile: address, atomically: true, encoding: .utf8)
    }

    func readAddress() -> String? {
        FileManager.default.contents(atPath: address).flatMap { String(data: $0, encoding: .utf8) }
    }
}
