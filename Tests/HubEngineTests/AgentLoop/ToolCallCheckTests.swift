import HubCore
import Testing

@testable import HubEngine

struct ToolCallCheckTests {
    private func arguments(_ text: String, _ tool: Tool = World.harvest) throws -> JSONValue {
        let tool = try World.prepared(tool)
        return try ToolCallCheck.arguments(of: ModelToolCall(id: "1", name: "t", arguments: text), for: tool)
    }

    @Test func acceptsWhatTheSchemaAccepts() throws {
        #expect(try arguments(#"{"hive": "0000000001"}"#) == ["hive": "0000000001"])
    }

    @Test func noTextMeansNoArguments() throws {
        var tool = World.harvest
        tool.inputSchema = ["type": "object"]
        #expect(try arguments("", tool) == [:])
    }

    @Test func argumentsAreAnObjectEvenWhereTheSchemaForgetsToSaySo() throws {
        var tool = World.harvest
        tool.inputSchema = [:]
        #expect(throws: ToolFailure.self) { try arguments("7", tool) }
    }

    @Test func saysWhichMemberIsWrong() throws {
        let failure = try #require(throws: ToolFailure.self) { try arguments(#"{"hive": "1"}"#) }
        #expect(failure.code == .invalidInput)
        #expect(failure.message.hasPrefix("The arguments are not valid: hive: "))
    }

    @Test func failuresPassAsTheyAre() throws {
        let outcome = ToolCallCheck.outcome(
            .failure(ToolFailure(.notFound, "no such hive")), of: try World.prepared(World.weight), maximumBytes: 10)
        guard case .failure(let failure) = outcome else {
            Issue.record("a failure became a success")
            return
        }
        #expect(failure.code == .notFound)
    }
}
