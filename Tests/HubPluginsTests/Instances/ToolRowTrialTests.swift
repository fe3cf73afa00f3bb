import HubCore
import Testing

@testable import HubPlugins

@Suite(.everyHosting) struct ToolRowTrialTests {
    private func problems(_ change: (inout Tool) -> Void) async throws -> [String] {
        var tool = Tool.of("SERVICES", endpoint: "https://erp.example.com/customers/{mst}/debt")
        tool.inputSchema = ["type": "object", "properties": ["mst": ["type": "string"]], "required": ["mst"]]
        change(&tool)
        let tried = tool
        var found: [String] = []
        try await HostFixture.with(.plugin("services")) { fixture async throws in
            found = await fixture.host.problems(with: tried).map { "\($0.pointer): \($0.message)" }
        }
        return found
    }

    @Test func aRowWhosePlaceholdersAreRequiredArgumentsIsGood() async throws {
        #expect(try await problems { _ in }.isEmpty)
        #expect(
            try await problems {
                $0.inputSchema = [
                    "type": "object",
                    "allOf": [["properties": ["mst": ["type": "string"]]], ["required": ["mst"]]],
                ]
            }.isEmpty)
    }

    @Test func aPlaceholderThatTheSchemaLacksIsAProblem() async throws {
        #expect(
            try await problems { $0.endpoint = "https://erp.example.com/{mst}/{from-day}?x={_to}&y={mst}" } == [
                "/endpoint: The placeholder {from-day} is no property of input_schema.",
                "/endpoint: The placeholder {_to} is no property of input_schema.",
            ])
    }

    @Test func aPlaceholderOfTheQueryIsLookedForToo() async throws {
        #expect(
            try await problems { $0.config = ["query": ["on": "{day}", "a/b": "x{mst}{from}", "fixed": "{}"]] } == [
                "/config/query/on: The placeholder {day} is no property of input_schema.",
                "/config/query/a~1b: The placeholder {from} is no property of input_schema.",
            ])
    }

    @Test func aPlaceholderForAnOptionalArgumentIsAProblem() async throws {
        #expect(
            try await problems { $0.inputSchema = ["type": "object", "properties": ["mst": ["default": "1"]]] } == [
                "/endpoint: The placeholder {mst} stands for an optional argument: input_schema must require it."
            ])
    }

    @Test(arguments: ["{}", "{1a}", "{a.b}", "{a", "a}"]) func whatIsNoPlaceholderIsThePluginsToJudge(_ text: String)
        async throws
    {
        #expect(try await problems { $0.endpoint = "https://erp.example.com/" + text }.isEmpty)
    }

    @Test func aSchemaThatRefersElsewhereIsTakenOnTrust() async throws {
        #expect(
            try await problems { $0.inputSchema = ["$ref": "#/$defs/a", "$defs": ["a": ["type": "object"]]] }.isEmpty)
    }

    @Test func theRowsOwnFieldsDoNotBelongIntoItsConfig() async throws {
        #expect(
            try await problems { $0.config = ["endpoint": "https://other.example.com", "auth": ["type": "none"]] } == [
                "/config/endpoint: belongs to the tool itself: write it as its \"endpoint\".",
                "/config/auth: belongs to the tool itself: write it as its \"auth\".",
            ])
    }

    /// Endpoints of protocols that the host does not speak: theirs is no origin, and no token goes anywhere.
    @Test(arguments: [
        "postgresql://reader@db.example.com:5432/erp?sslmode=require", "postgresql://db.example.com/erp",
        "postgresql://[fd00::5]:5432/erp", "sqlite:orders.db", "sqlite:a/b.db", "http", "//host/x", "://", "",
    ])
    func aRowWhoseEndpointIsNoWebAddressIsTriedToo(_ endpoint: String) async throws {
        #expect(try await problems { $0.endpoint = endpoint }.isEmpty)
        #expect(BoundOrigins.of(.of("SERVICES", endpoint: endpoint)).isEmpty)
    }

    @Test func aPlaceholderOfSuchAnEndpointIsLookedAtToo() async throws {
        #expect(
            try await problems { $0.endpoint = "sqlite:{year}.db" } == [
                "/endpoint: The placeholder {year} is no property of input_schema."
            ])
    }
}
