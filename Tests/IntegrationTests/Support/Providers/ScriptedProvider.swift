import HubCore
import Support
import Synchronization

/// A provider of models on the network that says what a test wants, by its own wire, streamed and not, and keeps books:
/// whose key came, and the tokens that it told each key. A request that its published schema does not allow is refused
/// with 400, as the provider would.
final class ScriptedProvider: Sendable {
    enum Reaction: Sendable {
        case answer(ProviderAnswer)
        case fail(ProviderFault)
        /// The stream ends in the middle of these words, in a way.
        case breakOff(after: String, BrokenStream)
    }

    enum BrokenStream: String, Sendable, CaseIterable {
        /// The connection is reset.
        case reset
        /// The response ends well, but says no reason.
        case truncated
        /// An event is half an event.
        case corrupt
    }

    /// `call` counts the provider's calls from 1.
    typealias Script = @Sendable (_ request: ProviderRequest, _ call: Int) -> Reaction

    /// What one key was told.
    struct Account: Sendable {
        var calls = 0
        var usage = TokenUsage.zero
    }

    private struct Books {
        var calls = 0
        var accounts: [String: Account] = [:]
        var requests: [ProviderRequest] = []
        var violations: [String] = []
    }

    private final class Bookkeeper: Sendable {
        let books = Mutex(Books())
    }

    /// How a request without a key is called in the accounts.
    static let noKey = "(none)"

    let provider: ModelProviderKind
    private let bookkeeper: Bookkeeper
    private let server: LoopbackServer

    init(_ provider: ModelProviderKind, _ script: @escaping Script) throws {
        let bookkeeper = Bookkeeper()
        self.provider = provider
        self.bookkeeper = bookkeeper
        server = try LoopbackServer { received in
            let request = ProviderRequest(received, to: provider)
            let violations = ProviderRequestSchema.violations(of: request)
            let call = bookkeeper.books.withLock { books in
                books.calls += 1
                books.requests.append(request)
                books.violations += violations
                books.accounts[request.key ?? Self.noKey, default: Account()].calls += 1
                return books.calls
            }
            guard violations.isEmpty else {
                return ProviderFault.error(400, violations.joined(separator: "; "), openAI: "invalid", provider)
            }
            let reaction = script(request, call)
            if case .answer(let answer) = reaction, let usage = answer.usage {
                bookkeeper.books.withLock { $0.accounts[request.key ?? Self.noKey]?.usage += usage }
            }
            return Self.actions(reaction, to: request)
        }
    }

    /// Where a tenant's model says that it is.
    var base: String { server.url(ProviderPaths.base(of: provider)) }
    var port: UInt16 { server.port }
    /// By the keys that came.
    var accounts: [String: Account] { bookkeeper.books.withLock { $0.accounts } }
    var requests: [ProviderRequest] { bookkeeper.books.withLock { $0.requests } }
    /// What was wrong with requests.
    var violations: [String] { bookkeeper.books.withLock { $0.violations } }
    var openConnections: Int { server.openConnections }
    /// Answers whose end nobody waited for.
    var cutOffs: Int { server.cutOffs }

    func stop() { server.stop() }

    private static func actions(_ reaction: Reaction, to request: ProviderRequest) -> [LoopbackAction] {
        switch reaction {
        case .fail(let fault): return fault.actions(as: request.provider)
        case .answer(let answer):
            guard request.isStreamed else { return .json(whole(answer, request).text) }
            return stream(events(answer, request), gate: answer.gate) + [chunk("")]
        case .breakOff(let words, let way):
            // Unstreamed: half a body.
            let answer = ProviderAnswer.say(words, "never heard")
            guard request.isStreamed else {
                let body = Array(whole(answer, request).text.utf8)
                return [
                    .head(200, [("Content-Type", "application/json"), ("Content-Length", "\(body.count)")]),
                    .send(Array(body.prefix(body.count / 2))), .close,
                ]
            }
            let all = events(answer, request)
            let first = (all.firstIndex { $0.isWords } ?? 0) + 1
            let begun = stream(Array(all.prefix(first)), gate: nil)
            switch way {
            case .reset: return begun + [.reset]
            case .truncated: return begun + [chunk("")]
            case .corrupt:
                return begun + [chunk("data: " + String(all[first].data.prefix(all[first].data.count / 2)) + "\n\n")]
                    + [chunk("")]
            }
        }
    }

    private static func whole(_ answer: ProviderAnswer, _ request: ProviderRequest) -> JSONValue {
        switch request.provider {
        case .anthropic: AnthropicVoice.whole(answer, by: request.model)
        case .gemini: GeminiVoice.whole(answer, by: request.model)
        case .openAI, .openRouter, .builtin: OpenAIVoice.whole(answer, by: request.model)
        }
    }

    private static func events(_ answer: ProviderAnswer, _ request: ProviderRequest) -> [ProviderEvent] {
        switch request.provider {
        case .anthropic: AnthropicVoice.events(answer, by: request.model)
        case .gemini: GeminiVoice.events(answer, by: request.model)
        case .openAI, .openRouter, .builtin: OpenAIVoice.events(answer, by: request.model)
        }
    }

    private static func stream(_ events: [ProviderEvent], gate: LoopbackGate?) -> [LoopbackAction] {
        var actions: [LoopbackAction] = [
            .head(200, [("Content-Type", "text/event-stream"), ("Transfer-Encoding", "chunked")])
        ]
        var gate = gate
        for event in events {
            actions.append(chunk(event.text))
            if event.isWords, let held = gate {
                actions.append(.wait(held))
                gate = nil
            }
        }
        return actions
    }

    /// The empty one ends the response.
    private static func chunk(_ text: String) -> LoopbackAction {
        .send("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n")
    }
}

extension TokenUsage {
    static func += (left: inout TokenUsage, right: TokenUsage) { left = left + right }
}
