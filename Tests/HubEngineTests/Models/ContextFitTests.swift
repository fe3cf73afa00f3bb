import HubCore
import Testing

@testable import HubEngine

struct ContextFitTests {
    private func request(_ messages: [ModelMessage], output: Int = 100) -> ModelRequest {
        ModelRequest(
            model: World.network, system: "", messages: messages, maximumOutputTokens: output,
            deadline: .after(.seconds(60)), brief: AnswerBrief(language: .english, format: .summaryText))
    }

    private func model(_ window: Int, _ provider: ModelProviderKind = .openAI) -> LanguageModel {
        LanguageModel(name: "m", provider: provider, contextWindow: window)
    }

    private func result(_ id: String, bytes: Int) -> ModelMessage {
        .toolResult(
            ModelToolResult(callID: id, name: "t", outcome: .success(.string(String(repeating: "x", count: bytes)))))
    }

    private func call(_ id: String) -> ModelMessage {
        .assistant(text: "", toolCalls: [ModelToolCall(id: id, name: "t", arguments: "{}")], entities: [])
    }

    private func sizes(_ request: ModelRequest) -> [Int] { request.messages.map(TokenEstimate.bytes) }

    private func text(_ count: Int) -> String { String(repeating: "w", count: count) }

    @Test func whatFitsStaysAsItIs() {
        let request = request([.user(text(300)), call("1"), result("1", bytes: 2000)])
        #expect(sizes(ContextFit.fit(request, to: model(1000))) == sizes(request))
    }

    @Test func resultsAreShortenedBeforeMessagesAreLeftOut() throws {
        let messages: [ModelMessage] = [
            .user("earlier"), .assistant(text: "reply", toolCalls: [], entities: []), .user("question"),
            call("1"), result("1", bytes: 5000), call("2"), result("2", bytes: 1000),
        ]
        let fitted = ContextFit.fit(request(messages), to: model(1100))
        #expect(fitted.messages.count == messages.count)
        #expect(sizes(fitted).reduce(0, +) <= 3000)
        guard case .toolResult(let first) = fitted.messages[4], case .success(let value) = first.outcome,
            case .toolResult(let second) = fitted.messages[6], case .success(let whole) = second.outcome
        else { throw Unexpected() }
        #expect(value["shortened"] == true && value["bytes_in_all"] == 5002)
        #expect(value["beginning"]?.stringValue?.hasPrefix("\"xxx") == true)
        #expect(whole.stringValue?.utf8.count == 1000)
    }

    @Test func theOldestMessagesGoThenAndTheQuestionStays() {
        let messages: [ModelMessage] = [
            .user(text(900)), .assistant(text: text(900), toolCalls: [], entities: []), .user(text(900)),
            .image(ModelImage(mediaType: "image/png", bytes: [])), .user("question"),
        ]
        let fitted = ContextFit.fit(request(messages), to: model(1760))
        // The picture goes with the words beside it.
        #expect(sizes(fitted) == [900, 4000, 8])
        #expect(sizes(ContextFit.fit(request(messages), to: model(0))) == [8])
    }

    @Test func noCallLosesItsResultAndNoResultItsCall() {
        for window in stride(from: 0, through: 3000, by: 50) {
            let messages: [ModelMessage] = [
                .user(text(500)), .assistant(text: text(500), toolCalls: [], entities: []), .user("question"),
                call("1"), result("1", bytes: 900), call("2"), result("2", bytes: 2900), result("2b", bytes: 70),
            ]
            let fitted = ContextFit.fit(request(messages), to: model(window)).messages
            var open: Set<String> = []
            var hasQuestion = false
            for message in fitted {
                switch message {
                case .user(let text): hasQuestion = hasQuestion || text == "question"
                case .assistant(_, let calls, _): open = Set(calls.map(\.id))
                case .toolResult(let result): #expect(result.callID == "2b" || open.contains(result.callID))
                case .image, .note: break
                }
            }
            #expect(hasQuestion)
            // The last step is what the model is to answer from.
            #expect(sizes(request(fitted)).count >= 4)
        }
    }

    @Test func aCutNeverLeavesHalfACharacter() throws {
        let value = ModelMessage.toolResult(
            ModelToolResult(
                callID: "1", name: "t", outcome: .success(.string(String(repeating: "ộ", count: 2000)))))
        for window in 700..<710 {
            let fitted = ContextFit.fit(request([.user("q"), call("1"), value]), to: model(window))
            guard case .toolResult(let result) = fitted.messages[2], case .success(let json) = result.outcome,
                let beginning = json["beginning"]?.stringValue
            else { throw Unexpected() }
            #expect(!beginning.contains("\u{FFFD}"))
        }
    }

    @Test func builtinReadsEverything() {
        let request = request([.user(text(9000)), .user("question")])
        #expect(sizes(ContextFit.fit(request, to: model(10, .builtin))) == [9000, 8])
    }

    private struct Unexpected: Error {}
}
