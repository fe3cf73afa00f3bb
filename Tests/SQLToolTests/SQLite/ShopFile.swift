import CSQLite
import Foundation
import HubCore
import PluginABI
import Support

/// A SQLite file of a shop in a folder of a test's own, which goes with the object.
final class ShopFile {
    let folder: URL
    let host: ScriptedPluginHost

    static let schema = """
        CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT, phone TEXT, vip BOOLEAN, region TEXT);
        CREATE TABLE orders (
            id INTEGER PRIMARY KEY, customer_id INTEGER, region TEXT, total NUMERIC, note TEXT, placed_at TIMESTAMP,
            details JSON, picture BLOB);
        CREATE VIEW phones AS SELECT id, phone AS number FROM customers;
        CREATE VIEW schemas AS SELECT sql FROM sqlite_schema;
        INSERT INTO customers VALUES (1, 'Lan', '0901234567', 1, 'north'), (2, 'Bình', '0987654321', 0, 'south');
        INSERT INTO orders VALUES (1, 1, 'north', 12.5, NULL, '2026-01-31 10:00:00', '{"a": 1}', x'00ff10'),
            (2, 2, 'south', 9007199254740993, 'it''s', NULL, NULL, NULL);
        """

    init(schema: String = schema) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "agenthub-sqlite-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder.appending(path: "shops"), withIntermediateDirectories: true)
        host = try ScriptedPluginHost("SQLTool", services: [AH_EXT_HOST_CREDENTIALS, AH_EXT_HOST_EGRESS])
        try Self.write(schema, to: file("shops/shop.db"))
    }

    deinit {
        do { try FileManager.default.removeItem(at: folder) } catch { fatalError("left behind: \(folder.path)") }
    }

    func file(_ name: String) -> String { folder.appending(path: name).path }

    static func write(_ sql: String, to path: String) throws {
        var database: OpaquePointer?
        defer { sqlite3_close_v2(database) }
        guard sqlite3_open(path, &database) == SQLITE_OK, sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else {
            throw CocoaError(.fileWriteUnknown)
        }
    }

    func tool(
        _ statement: String, _ more: JSONObject = [:], endpoint: String = "sqlite:shops/shop.db", folder: String? = nil
    ) throws -> ScriptedPluginInstance {
        var members: JSONObject = ["endpoint": .string(endpoint), "statement": .string(statement)]
        for (name, value) in more { members[name] = value }
        return try host.instance(
            of: "SQL_SELECT", .object(members), settings: ["sqlite_folder": .string(folder ?? self.folder.path)])
    }

    func run(_ statement: String, _ input: JSONValue = [:], _ more: JSONObject = [:]) async throws -> PluginCompletion {
        try await tool(statement, more).ask(input)
    }

    var contents: Data { get throws { try Data(contentsOf: URL(fileURLWithPath: file("shops/shop.db"))) } }
}
