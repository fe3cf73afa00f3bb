import ArgumentParser

/// `agenthub migrate`: brings the database to this version's schema.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the database to this version's schema.",
        discussion: """
            Over SQLite `serve` does it too. PostgreSQL is migrated by the role that owns the tables, which
            AGENTHUB_MIGRATION_URL names; the role of AGENTHUB_DATABASE_URL is given what serving needs and nothing else.
            """)

    @Option(name: .customLong("var"), help: "Folder of the database (AGENTHUB_VAR; var).")
    var variable: String?

    func run() async throws {
        let source = SettingSource()
        do {
            let settings = try StorageSettings(source)
            let logger = ServeConfiguration.commandLogger
            if settings.databaseURL != nil {
                let applied = try await HubDatabase.migrate(settings, logger: logger)
                print(
                    "The database of AGENTHUB_MIGRATION_URL has this version's schema; \(applied.count) steps were applied."
                )
                return
            }
            let folder = VarFolder(path: source.text("AGENTHUB_VAR", option: variable) ?? VarFolder.usualPath)
            let database = try await HubDatabase.open(settings, folder: folder, logger: logger)
            await database.close()
            print("The database \(folder.database) has this version's schema.")
        } catch let error as ConfigurationError {
            LogWriter.write("agenthub: \(error)")
            throw ExitCode(2)
        } catch let error as StartError {
            LogWriter.write("agenthub: \(error)")
            throw ExitCode(1)
        }
    }
}
