import HubCore
import HubEngine
import NIOCore

/// The events of `POST /api/{tenant}/chat` with `stream`, as `ChatStreamShape` describes them.
struct ChatEncoder: TurnEncoder {
    let canWithdrawWords = true

    func write(_ event: TurnEvent, to buffer: inout ByteBuffer) {
        switch event {
        case .routed(let agent, let language, let intent, let confidence, let router):
            let data: JSONValue = [
                "agent": agent.map(JSONValue.string) ?? .null, "language": .string(language.rawValue),
                "intent": intent.map(JSONValue.string) ?? .null, "confidence": Self.rounded(confidence),
                "router": .string(router.rawValue),
            ]
            ServerSentEvents.write("routing", data, to: &buffer)
        case .toolStarted(let call, let name):
            ServerSentEvents.write("tool_start", ["call": .int(call), "name": .string(name)], to: &buffer)
        case .toolOutput(let call, let name, let text):
            if text.isEmpty { return }
            ServerSentEvents.write(
                "tool_output", ["call": .int(call), "name": .string(name), "text": .string(text)], to: &buffer)
        case .toolEnded(let call, let name, let status, let milliseconds):
            let data: JSONValue = [
                "call": .int(call), "name": .string(name), "status": .string(status),
                "ms": Self.rounded(milliseconds),
            ]
            ServerSentEvents.write("tool_end", data, to: &buffer)
        case .words(let words, let step):
            if words.isEmpty { return }
            ServerSentEvents.write("text", ["text": .string(words), "step": .int(step)], to: &buffer)
        case .wordsWithdrawn(let step):
            ServerSentEvents.write("text_reset", ["step": .int(step)], to: &buffer)
        }
    }

    func finish(_ reply: ByteBuffer, to buffer: inout ByteBuffer) {
        ServerSentEvents.write("reply", json: reply, to: &buffer)
    }

    func finish(_ problem: Problem, requestID: String, to buffer: inout ByteBuffer) {
        ServerSentEvents.write("error", problem.json(requestID: requestID), to: &buffer)
    }

    /// To thousandths, as in the reply's metadata.
    private static func rounded(_ value: Double) -> JSONValue {
        .number(JSONNumber((value * 1000).rounded() / 1000))
    }
}
