import HubCore
import Testing

@testable import HubServer

@Suite struct CompletionConversationTests {
    private func read(_ messages: JSONValue...) throws -> CompletionConversation {
        try CompletionConversation(.array(messages))
    }

    private func said(_ role: JSONValue, _ content: JSONValue) -> JSONValue { ["role": role, "content": content] }

    private func history(_ conversation: CompletionConversation) -> [String] {
        conversation.history.map { "\($0.role.rawValue): \($0.text)" }
    }

    @Test func asksTheLastAndRemembersWhatWasSaidBefore() throws {
        let conversation = try read(
            said("user", "A?"), said("assistant", "B."), said("assistant", .null),
            said("user", [["type": "text", "text": "C"], ["type": "text", "text": "D?"]]))
        #expect(conversation.message == "C\nD?")
        #expect(history(conversation) == ["user: A?", "assistant: B."])
    }

    @Test func whatTheCallerInstructsIsSaidByTheUser() throws {
        let conversation = try read(
            said("user", "A?"), said("assistant", "B."), said("system", "Obey."), said("developer", "Rhyme."),
            said("user", "C?"))
        #expect(history(conversation) == ["user: Obey.\n\nRhyme.", "user: A?", "assistant: B."])
    }

    @Test func aLongConversationKeepsItsInstructionsAndItsEnd() throws {
        let messages = (0..<40).map { said($0 % 2 == 0 ? "user" : "assistant", .string("\($0)")) }
        let conversation = try CompletionConversation(
            .array([said("system", "Obey.")] + messages + [said("user", "Now?")]))
        #expect(conversation.message == "Now?" && conversation.history.count == 9)
        #expect(history(conversation).prefix(2) == ["user: Obey.", "user: 32"])
        #expect(conversation.history.last?.text == "39")
    }

    @Test(
        arguments: [
            ([], ""), ([["role": "assistant", "content": "x"]], ""), ([["role": "user", "content": " \n"]], ""),
            ([["role": "user", "content": "x"], ["role": "assistant", "content": "y"]], ""),
            (["x"], "/0"), ([["role": "tool", "content": "x", "tool_call_id": "1"]], "/0/role"),
            ([["content": "x"]], "/0/role"), ([["role": "user", "content": .null]], "/0/content"),
            ([["role": "user"]], "/0/content"), ([["role": "user", "content": []]], "/0/content"),
            ([["role": "user", "content": [["type": "image_url", "image_url": ["url": "data:"]]]]], "/0/content/0"),
            ([["role": "user", "content": [["type": "text"]]]], "/0/content/0"),
            (
                [["role": "assistant", "tool_calls": [["id": "1"]]], ["role": "user", "content": "x"]], "/0/tool_calls"
            ),
        ] as [(JSONValue, String)])
    func refusesWhatIsNoQuestion(messages: JSONValue, pointer: String) {
        let fault = #expect(throws: FieldFault.self) { try CompletionConversation(messages) }
        #expect(fault?.problems.map(\.pointer) == [pointer])
    }
}
