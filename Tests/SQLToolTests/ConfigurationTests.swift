import HubCore
import PluginABI
import Support
import Testing

/// What is refused of a row besides its statement.
struct ConfigurationTests {
    let harness: SQLToolHarness

    init() throws { harness = try SQLToolHarness() }

    @Test func aPostgreSQLEndpointSaysWhereAndWhoAndNothingElse() throws {
        for endpoint in [
            "postgresql://reader@db.example.com/shop", "postgres://reader@10.0.0.1:6432/shop?sslmode=disable",
            "postgresql://r-1.a@[2001:db8::1]:5432/shop_2?sslmode=verify-ca",
        ] {
            let refusal = try harness.refusal(
                SQLToolHarness.configuration("SELECT 1", .postgreSQL, ["endpoint": .string(endpoint)]))
            #expect(refusal == nil, "\(endpoint): \(refusal?.message ?? "")")
        }
        for endpoint in [
            "postgresql:///shop", "postgresql://reader@/shop", "postgresql://reader@%2Ftmp/shop",
            "postgresql://reader@/tmp/shop",
            "postgresql://reader@/var/run/postgresql:5432/shop", "postgresql://reader@a,b/shop",
            "postgresql://reader@a:1,b:2/shop",
            "postgresql://reader:secret@db/shop", "postgresql://@db/shop", "postgresql://db/shop",
            "postgresql://reader@db",
            "postgresql://reader@db/", "postgresql://reader@db/a/b", "postgresql://reader@db/shop?host=/tmp",
            "postgresql://reader@db/shop?hostaddr=127.0.0.1", "postgresql://reader@db/shop?service=x",
            "postgresql://reader@db/shop?passfile=/x",
            "postgresql://reader@db/shop?options=-crole%3Dpostgres",
            "postgresql://reader@db/shop?sslmode=require&host=/tmp",
            "postgresql://reader@db/shop?sslmode=prefer", "postgresql://reader@db/shop?sslmode=allow",
            "postgresql://reader@db/shop?sslcert=/x",
            "postgresql://reader@db/shop?replication=database", "postgresql://reader@db/shop?",
            "postgresql://reader@db:0/shop",
            "postgresql://reader@db:65536/shop", "postgresql://reader@db:+1/shop",
            "postgresql://reader@db/shop?user=postgres",
            "postgresql://reader@db/sh op", "postgresql://reader@db/shop\u{0}x", "postgresql://reader@@db/shop",
            "postgresql://r@[db]/shop",
            "postgresql://reader@db/host=%2Ftmp", "postgresql://reader@db/dbname%3Dx", "host=db dbname=shop",
            "mysql://reader@db/shop", "shop.db",
            "service=shop", "postgresql://reader@@/tmp/.s/shop", "postgresql://reader@[::1]x/shop",
        ] {
            let refusal = try harness.refusal(
                SQLToolHarness.configuration("SELECT 1", .postgreSQL, ["endpoint": .string(endpoint)]))
            #expect(refusal?.pointer == "/endpoint", "\(endpoint)")
            #expect(refusal?.message?.contains("secret") != true)
        }
    }

    @Test func aServerIsLoggedInToWithACredential() throws {
        for auth in [["type": "none"], ["type": "user_jwt"]] as [JSONValue] {
            let refusal = try harness.refusal(SQLToolHarness.configuration("SELECT 1", .postgreSQL, ["auth": auth]))
            #expect(refusal?.pointer == "/auth")
            #expect(try harness.refusal(SQLToolHarness.configuration("SELECT 1", .sqlite, ["auth": auth])) == nil)
        }
    }

    @Test func parametersThatAreDeclaredAreAllDeclared() throws {
        func refusal(_ types: JSONValue, _ more: JSONObject = [:]) throws -> String? {
            var members = more
            members["parameters"] = types
            return try harness.refusal(
                SQLToolHarness.configuration("SELECT 1 WHERE 'a' = :a OR 1 = :b", .postgreSQL, members))?.message
        }
        #expect(try refusal(["a": "text", "b": "integer"]) == nil)
        #expect(try refusal(["a": "text"])?.contains("parameter b is not declared") == true)
        #expect(try refusal(["a": "text"], ["constants": ["b": 1]]) == nil)
        #expect(try refusal(["a": "text", "b": "integer", "c": "text"])?.contains("has no parameter c") == true)
        #expect(try refusal(["a": "regclass", "b": "integer"])?.contains("is none of") == true)
    }

    @Test func systemSchemasAreNoPlaceForTables() throws {
        for schema in ["pg_catalog", "pg_temp", "information_schema"] {
            let refusal = try harness.refusal(
                SQLToolHarness.configuration("SELECT 1", .postgreSQL, ["schemas": [.string(schema)]]))
            #expect(refusal?.pointer == "/schemas")
        }
    }

    @Test func theTypeSaysThatItWaitsAndHasNoSideEffects() throws {
        let type = try #require(harness.host.types["SQL_SELECT"])
        #expect(type.pointee.flags == UInt32(AH_TOOL_BLOCKING) | UInt32(AH_TOOL_IDEMPOTENT))
    }
}
