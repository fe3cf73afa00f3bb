import Foundation
import HubCore
import PluginABI
import Support

/// A database of a shop on the tests' PostgreSQL server with a role that may only read it, for one suite; dropped at the end.
struct ShopDatabase {
    let name: String
    let role: String
    let password = "reader's pass\\word"
    /// A superuser's.
    let url: String
    let host: ScriptedPluginHost

    private static let schema = """
        CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, phone text, region text NOT NULL);
        CREATE TABLE orders (
            id int PRIMARY KEY, customer_id int REFERENCES customers, region text NOT NULL, status text NOT NULL,
            total numeric(30, 4), note text, placed_at timestamp, details jsonb
        );
        CREATE TABLE secrets (id int PRIMARY KEY, value text);
        CREATE TABLE events (id int, region text) PARTITION BY LIST (region);
        CREATE TABLE events_north PARTITION OF events FOR VALUES IN ('north');
        CREATE TABLE events_south PARTITION OF events FOR VALUES IN ('south');
        CREATE VIEW customer_phones AS SELECT id, phone AS number FROM customers;
        CREATE VIEW nested_phones AS SELECT number AS n FROM customer_phones;
        CREATE TYPE mood AS ENUM ('happy', 'sad');
        CREATE FUNCTION erase(orders) RETURNS int LANGUAGE plpgsql AS $$ BEGIN DELETE FROM secrets; RETURN 1; END $$;
        CREATE FUNCTION lower(varchar) RETURNS text LANGUAGE plpgsql AS $$ BEGIN DELETE FROM secrets; RETURN ''; END $$;
        CREATE FUNCTION writes() RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS
            $$ BEGIN DELETE FROM secrets; RETURN 1; END $$;
        CREATE VIEW writing AS SELECT writes() AS done;
        CREATE VIEW sessions AS SELECT pid FROM pg_stat_activity;
        INSERT INTO customers VALUES
            (1, 'Lan', '0901234567', 'north'), (2, 'Bình', '0987654321', 'south'), (3, 'Chi', NULL, 'north'),
            (4, 'Dũng', '12', 'south');
        INSERT INTO orders VALUES
            (1, 1, 'north', 'paid', 12.5000, NULL, '2026-01-31 10:00:00', '{"a": {"b": 1}}'),
            (2, 2, 'south', 'open', 90071992547409931234.5678, 'it''s', '2026-02-01 00:00:00.25', '[1, "x"]'),
            (3, 1, 'north', 'open', 3, '', NULL, NULL);
        INSERT INTO secrets VALUES (1, 'hidden');
        INSERT INTO events VALUES (1, 'north'), (2, 'south');
        """

    /// Makes it, runs `body`, and drops it.
    static func run(_ body: (ShopDatabase) async throws -> Void) async throws {
        let id = UUID().uuidString.prefix(8).lowercased()
        let shop = try ShopDatabase(name: "shop_\(id)", role: "reader_\(id)", url: TestPostgres.url ?? "")
        try await shop.make()
        do {
            try await body(shop)
        } catch {
            try await shop.drop()
            throw error
        }
        try await shop.drop()
    }

    private init(name: String, role: String, url: String) throws {
        self.name = name
        self.role = role
        self.url = url
        host = try ScriptedPluginHost("SQLTool", services: [AH_EXT_HOST_CREDENTIALS, AH_EXT_HOST_EGRESS])
        var offers = ScriptedOffers()
        offers.credentials = ["shop": password, "wrong": "nobody's"]
        offers.addresses = ["db.example.com:\(port)": ["127.0.0.1"], "127.0.0.1:\(port)": ["127.0.0.1"]]
        host.offers = offers
    }

    var port: Int { URLComponents(string: url)?.port ?? 5432 }
    /// A superuser's, of the shop.
    var ownerURL: String { TestPostgres.url(url, database: name) }

    private func make() async throws {
        let server = try await PostgresSession.open(url)
        try await server.run("CREATE DATABASE \(name)")
        try await server.run("CREATE ROLE \(role) LOGIN PASSWORD 'reader''s pass\\word'")
        let session = try await PostgresSession.open(ownerURL)
        try await session.run(Self.schema)
        try await session.run("GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role)")
        try await session.run("REVOKE SELECT ON secrets FROM \(role)")
    }

    private func drop() async throws {
        let server = try await PostgresSession.open(url)
        try await server.run("DROP DATABASE \(name) WITH (FORCE)")
        try await server.run("DROP ROLE \(role)")
    }

    /// Runs statements behind the product's back.
    @discardableResult
    func sql(_ text: String) async throws -> [[String?]] { try await PostgresSession.run(text, at: ownerURL) }

    var endpoint: String { "postgresql://\(role)@db.example.com:\(port)/\(name)?sslmode=disable" }

    func configuration(_ statement: String, _ more: JSONObject = [:]) -> JSONValue {
        var members: JSONObject = [
            "endpoint": .string(endpoint), "auth": ["type": "credential", "credential": "shop"],
            "statement": .string(statement),
        ]
        for (name, value) in more { members[name] = value }
        return .object(members)
    }

    func tool(_ statement: String, _ more: JSONObject = [:]) throws -> ScriptedPluginInstance {
        try host.instance(of: "SQL_SELECT", configuration(statement, more))
    }

    /// Makes an instance for the statement and calls it once.
    func run(
        _ statement: String, _ input: JSONValue = [:], _ more: JSONObject = [:]
    ) async throws -> PluginCompletion {
        try await tool(statement, more).ask(input)
    }

    /// All that the shop holds, as text, and what PostgreSQL has counted of changes to it.
    func fingerprint() async throws -> [[String?]] {
        try await sql(
            """
            SELECT pg_stat_force_next_flush();
            SELECT (SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM customers t),
                (SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM orders t),
                (SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM secrets t),
                (SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM events t),
                (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_largeobject_metadata),
                (SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables)
            """)
    }
}

extension PluginCompletion {
    /// The rows as they came.
    var rows: [JSONValue] { json?["rows"]?.arrayValue ?? [] }
    var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension ShopDatabase {
    /// Waits until the server has ended every session of the reader's.
    func untilNobodyIsConnected() async throws { try await until("count(*) = 0") }

    /// Waits until the server does nothing for the reader.
    func untilNothingRuns() async throws { try await until("count(*) FILTER (WHERE state <> 'idle') = 0") }

    private func until(_ condition: String) async throws {
        let session = try await PostgresSession.open(ownerURL)
        while try await session.run(
            "SELECT \(condition) FROM pg_stat_activity WHERE usename = '\(role)'") != [["t"]]
        { await Task.yield() }
    }

    /// Waits until the server runs a statement for the reader.
    func untilSomethingRuns() async throws { try await until("count(*) FILTER (WHERE state = 'active') > 0") }
}
