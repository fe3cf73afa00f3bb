import HubCore
import HubEgress
import Logging
import Support
import Synchronization
import Testing

@testable import HubModels

/// An API that streams, as a small server speaks it: "Hello" in two pieces.
enum StreamedAPI: CaseIterable {
    case openAI, anthropic, gemini, openRouter

    func provider(_ egress: EgressClient, _ server: LoopbackServer) -> any ModelProvider {
        switch self {
        case .openAI:
            OpenAIProvider(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/v1"))
        case .anthropic: AnthropicProvider(egress: egress, tenantEgress: egress, baseURL: server.url(""))
        case .openRouter:
            OpenRouterProvider(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/api/v1"))
        case .gemini: GeminiProvider(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url(""))
        }
    }

    /// Those whose streams say that they are at their end; Gemini's only end.
    static let ending: [StreamedAPI] = [.openAI, .anthropic, .openRouter]

    /// Up to and including "Hel".
    var beginning: String {
        switch self {
        case .gemini:
            events(
                #"{"candidates":[{"content":{"parts":[{"text":"Hel"}]}}],"#
                    + #""usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":1}}"#)
        case .openAI, .openRouter: events(#"{"choices":[{"delta":{"role":"assistant","content":"Hel"}}]}"#)
        case .anthropic:
            events(
                #"{"type":"message_start","message":{"usage":{"input_tokens":9,"output_tokens":1}}}"#,
                #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"Hel"}}"#)
        }
    }

    /// From "lo" on to where the answer is whole.
    var rest: String {
        switch self {
        case .gemini:
            events(
                #"{"candidates":[{"content":{"parts":[{"text":"lo"}]},"finishReason":"STOP"}],"#
                    + #""usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2}}"#)
        case .openAI, .openRouter:
            events(#"{"choices":[{"delta":{"content":"lo"},"finish_reason":"stop"}]}"#)
        case .anthropic:
            events(
                #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo"}}"#,
                #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}"#)
        }
    }

    /// What follows a whole answer.
    var end: String {
        switch self {
        case .gemini: ""
        case .openAI, .openRouter:
            events(#"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2}}"#, "[DONE]")
        case .anthropic: events(#"{"type":"message_stop"}"#)
        }
    }

    /// What the provider had counted at the beginning.
    var countedAtBeginning: TokenUsage? {
        switch self {
        case .openAI, .openRouter: nil
        case .anthropic, .gemini: TokenUsage(inputTokens: 9, outputTokens: 1)
        }
    }

    var failure: String {
        switch self {
        case .gemini: events(#"{"error":{"code":503,"message":"x","status":"UNAVAILABLE"}}"#)
        case .openAI, .openRouter: events(#"{"error":{"message":"x","type":"server_error"}}"#)
        case .anthropic: events(#"{"type":"error","error":{"type":"overloaded_error","message":"x"}}"#)
        }
    }

    /// "Hello", not streamed.
    var whole: String {
        switch self {
        case .gemini: #"{"candidates":[{"content":{"parts":[{"text":"Hello"}]},"finishReason":"STOP"}]}"#
        case .openAI, .openRouter: LoopbackAnswer.text("Hello")
        case .anthropic:
            #"{"content":[{"type":"text","text":"Hello"}],"stop_reason":"end_turn","#
                + #""usage":{"input_tokens":1,"output_tokens":1}}"#
        }
    }
}

/// Keeps what it is given, and tells when it has so much.
final class RecordingSink: ModelTextSink {
    private struct State {
        var pieces: [String] = []
        var waiters: [(text: String, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var pieces: [String] { state.withLock { $0.pieces } }
    var text: String { pieces.joined() }

    func append(_ text: String) {
        let reached = state.withLock { state in
            state.pieces.append(text)
            let whole = state.pieces.joined()
            defer { state.waiters.removeAll { $0.text == whole } }
            return state.waiters.filter { $0.text == whole }
        }
        for waiter in reached { waiter.continuation.resume() }
    }

    /// Returns once the words so far are these.
    func reached(_ text: String) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.pieces.joined() == text { return true }
                state.waiters.append((text, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}

extension [LoopbackAction] {
    /// The headers of a stream in chunks.
    static let streamHead: [LoopbackAction] = [
        .head(200, [("Content-Type", "text/event-stream; charset=utf-8"), ("Transfer-Encoding", "chunked")])
    ]

    static func chunk(_ text: String) -> [LoopbackAction] {
        [.send("\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n")]
    }

    static let lastChunk: [LoopbackAction] = [.send("0\r\n\r\n")]
}
