import FoundationEssentials
import HubCore

/// The conversation as the API takes it: user and model in turns, the user first, no empty parts, and all responses to
/// one step's calls in one content.
struct GeminiContents {
    let demandsSignatures: Bool
    private var contents: [GeminiWire.Content] = []
    /// Of the calls that the API itself gave an id.
    private var wireIDs: Set<String> = []

    init(demandsSignatures: Bool) { self.demandsSignatures = demandsSignatures }

    /// A conversation whose beginning is gone begins with a word that says so.
    var finished: [GeminiWire.Content] {
        if contents.first?.role == .user { return contents }
        return [GeminiWire.Content(role: .user, parts: [.text("(The conversation began earlier.)")])] + contents
    }

    mutating func add(_ message: ModelMessage) {
        switch message {
        case .user(let text), .note(let text): add(text, as: .user)
        case .image(let image):
            add([.inlineData(mediaType: image.mediaType, data: Data(image.bytes).base64EncodedString())], as: .user)
        case .assistant(let text, let calls, _):
            add(text, as: .model)
            add(parts(of: calls), as: .model)
        case .toolResult(let result):
            let id = wireIDs.contains(result.callID) ? result.callID : nil
            add([.functionResponse(id: id, name: result.name, response: Self.response(result.outcome))], as: .user)
        }
    }

    private mutating func parts(of calls: [ModelToolCall]) -> [GeminiWire.Part] {
        calls.enumerated().map { position, call in
            let isOurs = call.continuation?.provider == .gemini
            if isOurs, !GeminiCallID.isOwn(call.id) { wireIDs.insert(call.id) }
            var signature = isOurs ? call.continuation?.value : nil
            // Models of the API's own that sign nothing are as foreign to one that demands it.
            if signature?.isEmpty != false, position == 0, demandsSignatures {
                signature = GeminiMapping.foreignSignature
            }
            return .functionCall(
                GeminiWire.FunctionCall(
                    id: wireIDs.contains(call.id) ? call.id : nil, name: call.name, args: .object(call.argumentsObject),
                    thoughtSignature: signature?.isEmpty == false ? signature : nil))
        }
    }

    private mutating func add(_ text: String, as role: GeminiWire.Content.Role) {
        if !text.isEmpty { add([.text(text)], as: role) }
    }

    private mutating func add(_ parts: [GeminiWire.Part], as role: GeminiWire.Content.Role) {
        guard !parts.isEmpty else { return }
        if contents.last?.role == role {
            contents[contents.count - 1].parts += parts
        } else {
            contents.append(GeminiWire.Content(role: role, parts: parts))
        }
    }

    private static func response(_ outcome: ToolOutcome) -> JSONValue {
        switch outcome {
        case .success(let result): ["output": result]
        case .failure(let failure):
            ["error": ["code": .string(failure.code.rawValue), "message": .string(failure.message)]]
        }
    }
}
