import HTTPTypes
import HubCore
import Synchronization
import Testing

@testable import HubServer

@Suite struct ToolAdminRoutesTests {
    /// A catalogue without the type of any tool, as it is when a plugin is missing; counts who asks.
    private final class NoTypes: ToolTypeCatalog {
        private let count = Mutex(0)

        var asked: Int { count.withLock { $0 } }

        func toolTypes() -> [ToolTypeDescription] { [] }

        func problems(with tool: Tool, probe: ToolProbe?) async -> [FieldProblem] {
            count.withLock { $0 += 1 }
            return [FieldProblem(pointer: "/base_tool_type", message: "No loaded plugin offers this tool type.")]
        }
    }

    private static let schema: JSONValue = ["type": "object", "properties": ["sku": ["type": "string"]]]
    private let tool = Tool(
        owner: Door.acme, name: "get_stock", description: "", type: "GONE", endpoint: "https://erp.example.com/stock",
        inputSchema: ToolAdminRoutesTests.schema)
    private let types = NoTypes()

    private func door(_ tool: Tool? = nil) throws -> (Door, ScriptedCatalog<Tool>) {
        let rows = ScriptedCatalog([tool ?? self.tool])
        let door = try Door { services in
            services.stores.tools = rows
            services.toolTypes = types
        }
        return (door, rows)
    }

    @Test(
        arguments: [
            ["enabled": false], ["description": "x"], ["timeout_ms": 100], ["labels": ["sku": ["en": "SKU"]]],
            ["base_tool_type": "GONE", "input_schema": schema, "auth": ["type": "user_jwt"], "enabled": false],
        ] as [JSONValue])
    func aToolWhosePluginIsMissingCanBeChangedWhereThePluginHasNoSay(body: JSONValue) async throws {
        let (door, rows) = try door()
        let answer = try await door.send(.patch, "tools/\(tool.id)", as: .own, body)
        #expect(answer.status == 200 && types.asked == 0, "\(answer.text)")
        #expect(rows.rows.first?.version == 2)
    }

    @Test(
        arguments: [
            ["base_tool_type": "HTTP_GET"], ["endpoint": "https://erp.example.com/other"], ["config": ["x": 1]],
            ["auth": ["type": "none"]], ["input_schema": ["type": "object"]],
        ] as [JSONValue])
    func whatThePluginMakesOfARowIsTriedAnew(body: JSONValue) async throws {
        let (door, rows) = try door()
        let answer = try await door.send(.patch, "tools/\(tool.id)", as: .own, body)
        #expect(answer.status == 422 && answer.pointers == ["/base_tool_type"] && types.asked == 1)
        #expect(rows.rows.first?.version == 1)
    }

    @Test func schemasThatStayAreNotLookedAtAgain() async throws {
        var old = tool
        // As an earlier version may have let it in.
        old.inputSchema = ["type": 7]
        old.outputSchema = ["type": 7]
        let (door, _) = try door(old)
        #expect(try await door.send(.patch, "tools/\(old.id)", as: .own, ["enabled": false]).status == 200)
        for field in ["input_schema", "output_schema"] {
            let answer = try await door.send(.patch, "tools/\(old.id)", as: .own, [field: ["type": 8]])
            #expect(answer.status == 422 && answer.pointers.allSatisfy { $0.hasPrefix("/\(field)") })
        }
    }

    /// Two spellings of one letter are equal to Swift, and not to a program that reads the row.
    @Test func aChangeOfATextsSpellingIsAChange() async throws {
        let composed = "Tồn kho", decomposed = "To\u{302}\u{300}n kho"
        #expect(composed == decomposed)
        var old = tool
        old.description = decomposed
        let (door, rows) = try door(old)
        let answer = try await door.send(.patch, "tools/\(old.id)", as: .own, ["description": .string(composed)])
        #expect(answer.headers[.eTag] == "\"2\"")
        #expect(rows.rows.first.map { Array($0.description.utf8) } == Array(composed.utf8))
        let again = try await door.send(.patch, "tools/\(old.id)", as: .own, ["description": .string(composed)])
        #expect(again.status == 200 && again.headers[.eTag] == "\"2\"")
    }

    @Test func aToolLivesFromItsCreationToItsDeletion() async throws {
        let rows = ScriptedCatalog<Tool>()
        let door = try Door { services in
            services.stores.tools = rows
            services.toolTypes = ScriptedToolTypes()
        }
        let body: JSONValue = ["name": "get_stock", "base_tool_type": "T", "input_schema": Self.schema]
        let made = try await door.send(.post, "tools", as: .own, body)
        #expect(made.status == 201 && made.json["tenant_id"] == "acme-corp" && made.headers[.eTag] == "\"1\"")
        #expect(try await door.send(.post, "tools", as: .own, body).status == 409)
        let path = "tools/\(try #require(rows.rows.first?.id))"
        #expect(try await door.send(.patch, path, as: .own, ["priority": 1], ifMatch: "\"1\"").status == 200)
        #expect(try await door.send(.delete, path, as: .own, ifMatch: "\"1\"").status == 412)
        #expect(try await door.send(.delete, path, as: .rival).status == 404)
        #expect(try await door.send(.delete, path, as: .own, ifMatch: "\"2\"").status == 204)
        #expect(door.announcer.scopes == [Door.scope, Door.scope, Door.scope])
    }

    @Test func aFieldThatARowNeedsIsNotTakenAway() async throws {
        let (door, _) = try door()
        for field in ["name", "base_tool_type", "input_schema"] {
            let answer = try await door.send(.patch, "tools/\(tool.id)", as: .own, [field: .null])
            #expect(answer.status == 422 && answer.pointers == ["/\(field)"], "\(answer.text)")
        }
    }
}
