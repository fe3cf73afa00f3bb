import HubCore
import Testing

@testable import HubEngine

struct CitationsTests {
    private func given(
        _ words: String, _ results: [JSONValue], by provider: ModelProviderKind = .openAI,
        ending: ((String) -> AgentLoopEnding)? = nil
    ) throws -> [JSONValue] {
        let tool = try World.prepared(World.queen)
        let calls = results.map {
            CompletedToolCall(tool: tool, handling: .run(arguments: [:]), outcome: .success($0), milliseconds: 1)
        }
        return Citations(
            AgentLoopResult(
                ending: ending?(words) ?? .answered(words), toolCalls: calls, modelCalls: [],
                answered: ReplyMetadata.ModelTrace(model: "m", provider: provider, outcome: "ok", milliseconds: 1),
                toolMilliseconds: 1)
        ).given
    }

    private let found: JSONValue = [
        "passages": [],
        "citations": [["id": 1, "title": "A"], ["id": 2, "title": "B"], "no object", ["id": 3, "title": "C"]],
    ]

    private func titles(_ citations: [JSONValue]) -> [String] { citations.compactMap { $0["title"]?.stringValue } }

    @Test(arguments: [
        ("Thirty days [2].", ["B"]), ("As said [1][3].", ["A", "C"]), ("Both [1, 2].", ["A", "B"]),
        ("Nothing cited.", ["A", "B", "C"]), ("Not [x], not [1 and 2], not [9].", ["A", "B", "C"]),
        ("[1", ["A", "B", "C"]),
    ])
    func areThoseThatTheWordsNameElseAll(_ words: String, _ expected: [String]) throws {
        #expect(titles(try given(words, [found])) == expected)
    }

    @Test func theEmbeddedModelCitesWhatItQuotesAndNothingElse() throws {
        #expect(titles(try given("Thirty days. [2]", [found], by: .builtin)) == ["B"])
        #expect(try given("I found nothing.", [found], by: .builtin).isEmpty)
    }

    @Test func thereAreNoneWithoutAnAnswerOrWithoutSources() throws {
        #expect(try given("Which one? [1]", [found], ending: { .needsInput($0) }).isEmpty)
        #expect(try given("No. [1]", [found], ending: { .refused($0) }).isEmpty)
        #expect(try given("Yes. [1]", [["citations": "none"], ["rows": []], "text"]).isEmpty)
        #expect(try given("Yes. [1]", [["citations": []]]).isEmpty)
    }

    @Test func thereAreNoMoreThanAReaderCanUse() throws {
        let many = JSONValue.array((1...200).map { ["id": .int($0)] })
        #expect(try given("All.", [["citations": many]]).count == 50)
    }
}
