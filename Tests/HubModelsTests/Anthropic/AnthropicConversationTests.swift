import HubCore
import Testing

@testable import HubModels

@Suite struct AnthropicConversationTests {
    private func wire(_ messages: ModelMessage...) -> JSONValue {
        var conversation = AnthropicConversation()
        for message in messages { conversation.add(message) }
        return .array(conversation.messages.map(\.json))
    }

    private func text(_ text: String) -> JSONValue { ["type": "text", "text": .string(text)] }
    private func user(_ blocks: JSONValue...) -> JSONValue { ["role": "user", "content": .array(blocks)] }
    private func assistant(_ blocks: JSONValue...) -> JSONValue { ["role": "assistant", "content": .array(blocks)] }

    private func use(_ id: String, _ input: JSONValue = [:]) -> JSONValue {
        ["type": "tool_use", "id": .string(id), "name": "x", "input": input]
    }

    private func result(_ id: String) -> JSONValue {
        ["type": "tool_result", "tool_use_id": .string(id), "content": #"{"result":1}"#]
    }

    private func said(_ text: String, _ calls: ModelToolCall...) -> ModelMessage {
        .assistant(text: text, toolCalls: calls, entities: [])
    }

    private func call(_ id: String, _ arguments: String = "{}") -> ModelToolCall {
        ModelToolCall(id: id, name: "x", arguments: arguments)
    }

    private func answered(_ id: String) -> ModelMessage {
        .toolResult(ModelToolResult(callID: id, name: "x", outcome: .success(1)))
    }

    @Test func rolesTakeTurns() {
        #expect(
            wire(.user("a"), .user("b"), said("c"), said("d"), .note("e"))
                == [user(text("a"), text("b")), assistant(text("c"), text("d")), user(text("e"))])
    }

    @Test func resultsOfOneStepStandTogetherBeforeWords() {
        #expect(
            wire(.user("a"), said("", call("1"), call("2")), answered("1"), answered("2"), .note("b"), said("c"))
                == [
                    user(text("a")), assistant(use("1"), use("2")), user(result("1"), result("2"), text("b")),
                    assistant(text("c")),
                ])
    }

    @Test func aFailureIsMarkedAsOne() {
        let failure = ModelToolResult(callID: "1", name: "x", outcome: .failure(ToolFailure(.notFound, "No such.")))
        #expect(
            wire(.user("a"), said("", call("1")), .toolResult(failure))
                == [
                    user(text("a")), assistant(use("1")),
                    user([
                        "type": "tool_result", "tool_use_id": "1", "is_error": true,
                        "content": #"{"error":{"code":"not_found","message":"No such."}}"#,
                    ]),
                ])
    }

    @Test(arguments: ["", " ", "\n\t"])
    func blankWordsAreLeftOut(_ blank: String) {
        #expect(
            wire(.user("a"), said(blank), .note("b"), said(blank, call("1")), answered("1"), .user(blank))
                == [user(text("a"), text("b")), assistant(use("1")), user(result("1"))])
    }

    @Test func aConversationBeginsWithTheUser() {
        let beginning = user(text("(Earlier messages are left out.)"))
        #expect(wire(said("a"), .user("b")) == [beginning, assistant(text("a")), user(text("b"))])
        #expect(wire(.user("")) == [beginning])
    }

    private static let inputs: [(String, JSONValue)] = [
        ("", [:]), (" ", [:]), (#"{"a":12345.50}"#, ["a": 12345.50]), ("{", ["invalid_arguments": "{"]),
        ("[1]", ["invalid_arguments": "[1]"]), ("\"x\"", ["invalid_arguments": "\"x\""]),
    ]

    @Test(arguments: inputs)
    func argumentsAreObjects(_ arguments: String, _ input: JSONValue) {
        #expect(wire(.user("a"), said("", call("1", arguments)))[1] == assistant(use("1", input)))
    }

    @Test func idsOfOtherProvidersBecomeFit() {
        #expect(
            wire(
                .user("a"), said("", call("functions.x:0"), call("")), answered("functions.x:0"), answered(""),
                said("", call("functions.x:0")), answered("functions.x:0"))
                == [
                    user(text("a")), assistant(use("call_1"), use("call_2")), user(result("call_1"), result("call_2")),
                    assistant(use("call_3")), user(result("call_3")),
                ])
    }

    @Test func noIDIsGivenTwice() {
        #expect(
            wire(
                .user("a"), said("", call("call_2"), call("call_0")), answered("call_2"), answered("call_0"),
                said("", call("call_0"), call("toolu_A-1")), answered("call_0"), answered("toolu_A-1"))
                == [
                    user(text("a")), assistant(use("call_2"), use("call_0")), user(result("call_2"), result("call_0")),
                    assistant(use("call_3"), use("toolu_A-1")), user(result("call_3"), result("toolu_A-1")),
                ])
    }
}

extension JSONValue {
    fileprivate subscript(index: Int) -> JSONValue? { arrayValue?[index] }
}
