import ArgumentParser
import HubCore
import HubCrypto
import HubStorage

/// `agenthub keys`: the master keys that tenants' secrets are sealed with.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Make and rotate the master keys that tenants' secrets are sealed with.",
        subcommands: [Generate.self, Rotate.self])

    /// A new key on standard output, and nothing else.
    struct Generate: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "generate", abstract: "Print a new key for AGENTHUB_MASTER_KEYS.")

        func run() { print(MasterKeyring.generate().reveal()) }
    }

    /// Seals every secret anew with the first key. May be stopped and run again; servers may go on meanwhile, once the
    /// new key is their first one.
    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate",
            abstract:
                "Seal every stored secret with the first of AGENTHUB_MASTER_KEYS, which all servers must have first.")

        @Option(name: .customLong("var"), help: "Folder of the database (AGENTHUB_VAR; var).")
        var variable: String?

        func run() async throws {
            let source = SettingSource()
            do {
                let settings = try StorageSettings(source)
                let folder = VarFolder(path: source.text("AGENTHUB_VAR", option: variable) ?? VarFolder.usualPath)
                let keys = try folder.masterKeys(settings)
                let database = try await HubDatabase.open(
                    settings, folder: folder, logger: ServeConfiguration.commandLogger)
                let rotation = SecretRotation(store: SecretRotationStore(database: database.sql), keys: keys)
                let outcome: SecretRotation.Outcome
                do {
                    outcome = try await rotation.run()
                } catch {
                    await database.close()
                    throw error
                }
                await database.close()
                print(outcome)
                if outcome.unreadable > 0 { throw ExitCode.failure }
            } catch let error as ConfigurationError {
                LogWriter.write("agenthub: \(error)")
                throw ExitCode(2)
            } catch let error as StartError {
                LogWriter.write("agenthub: \(error)")
                throw ExitCode(1)
            }
        }
    }
}
