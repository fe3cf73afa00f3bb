import FoundationEssentials
import HubCore

/// Puts messages in the form that the API wants: the roles take turns, the user begins, the results of one step stand
/// together at the beginning of the message after the calls, no text is blank, and no two calls have one id.
struct AnthropicConversation {
    private let names: [String: PropertyNames]
    private var list: [AnthropicWire.Message] = []
    private var ids = WireCallIDs { $0.utf8.allSatisfy(isFit) }

    /// `names`: as `AnthropicMapping.names(of:)` says.
    init(names: [String: PropertyNames] = [:]) { self.names = names }

    var messages: [AnthropicWire.Message] {
        // The window may begin with an answer, which is worth more than a clean beginning.
        if list.first?.role == .user { return list }
        let beginning = AnthropicWire.Text(text: "(Earlier messages are left out.)")
        return [AnthropicWire.Message(role: .user, content: [.text(beginning)])] + list
    }

    mutating func add(_ message: ModelMessage) {
        switch message {
        case .user(let text), .note(let text): append(text, .user)
        case .image(let image):
            append(.image(mediaType: image.mediaType, data: Data(image.bytes).base64EncodedString()), .user)
        // An assistant that said nothing is left out: the words before and after it become one message of the user's.
        case .assistant(let text, let calls, _):
            append(text, .assistant)
            for call in calls {
                let input = call.argumentsObject
                let named = names[call.name]?.toProvider(.object(input)).objectValue ?? input
                append(.toolUse(id: ids.take(call), name: call.name, input: named), .assistant)
            }
        case .toolResult(let result):
            let kind: AnthropicWire.ResultKind =
                switch result.outcome {
                case .success: .success
                case .failure: .failure
                }
            append(
                .toolResult(id: ids.id(of: result), content: result.outcome.modelJSON.text, kind: kind), .user)
        }
    }

    private mutating func append(_ text: String, _ role: AnthropicWire.Role) {
        if !text.isBlank { append(.text(AnthropicWire.Text(text: text)), role) }
    }

    private mutating func append(_ block: AnthropicWire.Block, _ role: AnthropicWire.Role) {
        if list.last?.role == role {
            list[list.count - 1].content.append(block)
        } else {
            list.append(AnthropicWire.Message(role: role, content: [block]))
        }
    }

    private static func isFit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
