import HubCore
import Testing

@testable import HubEngine

struct SupervisorAnswerTests {
    @Test(arguments: [
        "", "AgentHoney", "{}", "[]", #"{"agents": "AgentHoney", "confidence": 1}"#,
        #"{"agents": [1], "confidence": 1}"#,
        #"{"agents": ["AgentHoney"]}"#, #"{"agents": ["AgentHoney"], "confidence": "high"}"#,
        #"{"agents": ["AgentHoney"], "confidence": 1e999}"#, "```json\n{\"agents\": [], \"confidence\": 1}\n```",
    ])
    func whatIsNotTheFormAskedForIsNoAnswer(_ text: String) {
        #expect(SupervisorAnswer(text, isKnown: { _ in true }) == nil)
    }

    @Test func readsTheForm() throws {
        let text = #" {"agents": ["A", "B"], "language": "vi", "intent": "", "confidence": -1, "more": 1} "#
        let answer = try #require(SupervisorAnswer(text, isKnown: { $0 == "B" }))
        #expect(answer.agents == ["B"])
        #expect(answer.language == .vietnamese)
        #expect(answer.intent == nil)
        #expect(answer.confidence == 0)
    }
}
