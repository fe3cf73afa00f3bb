import HubCore
import Testing

@testable import HubEngine

struct AgentAnswerTests {
    private func answer(_ ending: AgentLoopEnding, _ outcomes: ToolOutcome..., language: Language = .english) throws
        -> AgentAnswer
    {
        let tool = try World.prepared(World.harvest)
        return AgentAnswer(
            AgentLoopResult(
                ending: ending,
                toolCalls: outcomes.map {
                    CompletedToolCall(tool: tool, handling: .run(arguments: [:]), outcome: $0, milliseconds: 1)
                }, modelCalls: [], toolMilliseconds: 0), language: language)
    }

    private func failure(_ code: ToolFailure.Code) -> ToolOutcome { .failure(ToolFailure(code, "why")) }

    @Test func wordsWithoutToolsAreASuccess() throws {
        let answer = try answer(.answered("Hi"))
        #expect(answer.status == .success)
        #expect(answer.text == "Hi")
    }

    @Test func oneResultMakesASuccessWhateverElseFailed() throws {
        #expect(try answer(.answered("Hi"), failure(.upstream), .success(1)).status == .success)
    }

    @Test func thatAThingDoesNotExistIsAnAnswer() throws {
        #expect(try answer(.answered("No such hive"), failure(.notFound)).status == .success)
        #expect(try answer(.answered("No such hive"), failure(.invalidInput), failure(.notFound)).status == .success)
    }

    @Test func argumentsAloneBeingWrongAsksTheUser() throws {
        #expect(try answer(.answered("Ten digits, please"), failure(.invalidInput)).status == .clarification)
        #expect(try answer(.needsInput("Which hive?")).status == .clarification)
    }

    @Test(arguments: ToolFailure.Code.allCases.filter { $0 != .notFound && $0 != .invalidInput })
    func aToolThatFailedOtherwiseIsAnError(_ code: ToolFailure.Code) throws {
        #expect(try answer(.answered("Sorry"), failure(code)).status == .error)
        #expect(try answer(.answered("Sorry"), failure(.notFound), failure(code)).status == .error)
    }

    @Test func refusalsLimitsAndFailedModelsAreErrors() throws {
        #expect(try answer(.refused("No")).status == .error)
        #expect(try answer(.modelFailed(.overloaded), .success(1)).status == .error)
        let limited = try answer(.limit(.toolCalls))
        #expect(limited.status == .error)
        #expect(limited.limit?.rawValue == "tool_calls")
    }

    @Test func argumentsWrongToTheEndAskTheUserAndSayWhat() throws {
        let asked = try answer(.invalidArguments(ToolFailure(.invalidInput, "hive: ten digits.")))
        #expect(asked.status == .clarification)
        #expect(asked.text.contains("hive: ten digits."))
        #expect(try answer(.invalidArguments(ToolFailure(.invalidInput, "x")), .success(1)).status == .error)
    }

    @Test(arguments: Language.allCases)
    func thereAreWordsWhateverTheModelSaid(_ language: Language) throws {
        let answers = [
            try answer(.answered(" \n"), language: language),
            try answer(.answered(""), .success(1), language: language),
            try answer(.answered(""), failure(.notFound), language: language),
            try answer(.answered(""), failure(.invalidInput), language: language),
            try answer(.answered(""), failure(.deadline), language: language),
            try answer(.needsInput(""), language: language), try answer(.refused(""), language: language),
            try answer(.limit(.time), language: language), try answer(.limit(.steps), language: language),
            try answer(.modelFailed(.timeout), language: language),
        ]
        for answer in answers {
            #expect(LanguageDetector.evidence(of: MessageWords(answer.text)).language == language)
        }
        #expect(
            answers.map(\.status) == [
                .error, .success, .success, .clarification, .error, .clarification, .error, .error, .error, .error,
            ])
    }
}
