import ArgumentParser
import HubStorage

/// `agenthub migrate`: brings the database to this version's schema.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the database to this version's schema (`serve` does it too).")

    @Option(name: .customLong("var"), help: "Folder of the database (AGENTHUB_VAR; var).")
    var variable: String?

    func run() async throws {
        let source = SettingSource()
        try source.refuseUnbuilt()
        let folder = VarFolder(path: source.text("AGENTHUB_VAR", option: variable) ?? VarFolder.usualPath)
        try folder.create()
        let database = try await SQLiteDatabase.openMigrated(path: folder.database)
        await database.close()
        print("The database \(folder.database) has this version's schema.")
    }
}
