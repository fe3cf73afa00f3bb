import HubCore
import HubEngine

/// The messages of a completion's request: the last one asks, those before it are what was said.
///
/// Whatever stands in them comes from the caller. So a system's or developer's message has no say over an agent's own
/// instructions: it is told as something that the user said at the beginning.
struct CompletionConversation: Sendable {
    let message: String
    /// The oldest first; no more than a turn looks at, what the caller instructs always among it.
    let history: [Message]

    init(_ value: JSONValue) throws(FieldFault) {
        guard let elements = value.arrayValue, !elements.isEmpty else {
            throw FieldFault("must be a list of messages, the user's question last.")
        }
        var instructions: [String] = []
        var said: [CompletionMessage] = []
        var problems: [FieldProblem] = []
        for (index, element) in elements.enumerated() where problems.count <= Problem.maximumFields {
            do throws(FieldFault) {
                let message = try CompletionMessage(element)
                switch message.role {
                case .system, .developer: instructions.append(message.text)
                case .user, .assistant: said.append(message)
                }
            } catch {
                problems += error.problems.map { FieldProblem(pointer: "/\(index)\($0.pointer)", message: $0.message) }
            }
        }
        if !problems.isEmpty { throw FieldFault(problems) }
        guard let last = said.popLast(), last.role == .user, !last.text.allSatisfy(\.isWhitespace) else {
            throw FieldFault("must end with a message of the user that is not blank.")
        }
        guard last.text.utf8.count <= RequestBodyLimit.bytes else {
            throw FieldFault("may have \(RequestBodyLimit.bytes) bytes in its last message at the most.")
        }
        message = last.text
        let instruction = instructions.filter { !$0.isEmpty }.joined(separator: "\n\n")
        let room = EngineLimits().windowMessages - 1 - (instruction.isEmpty ? 0 : 1)
        history =
            (instruction.isEmpty ? [] : [Message(role: .user, text: instruction)])
            + said.filter { !$0.text.isEmpty }.suffix(room).map { said in
                Message(role: said.role == .user ? .user : .assistant, text: said.text)
            }
    }
}

/// One message of a completion's request.
struct CompletionMessage: Sendable {
    enum Role: String, Sendable, CaseIterable {
        case system
        case developer
        case user
        case assistant
    }

    let role: Role
    let text: String

    init(_ value: JSONValue) throws(FieldFault) {
        guard let object = value.objectValue else { throw FieldFault("must be an object, not \(value.typeName).") }
        guard let role = object["role"]?.stringValue.flatMap(Role.init) else {
            throw FieldFault([
                FieldProblem(
                    pointer: "/role",
                    message: "must be \"system\", \"developer\", \"user\" or \"assistant\". Tools are the agent's own.")
            ])
        }
        if let calls = object["tool_calls"], calls.arrayValue?.isEmpty != true, !calls.isNull {
            throw FieldFault([
                FieldProblem(pointer: "/tool_calls", message: "are not taken: tools are the agent's own.")
            ])
        }
        self.role = role
        do throws(FieldFault) {
            text = try Self.text(object["content"] ?? .null, of: role)
        } catch {
            throw FieldFault(
                error.problems.map { FieldProblem(pointer: "/content\($0.pointer)", message: $0.message) })
        }
    }

    private static func text(_ content: JSONValue, of role: Role) throws(FieldFault) -> String {
        if let text = content.stringValue { return text }
        // What an assistant said by calling a tool.
        if content.isNull, role == .assistant { return "" }
        guard let parts = content.arrayValue, !parts.isEmpty else {
            throw FieldFault("must be a string, or a list of parts of the type \"text\".")
        }
        var texts: [String] = []
        for (index, part) in parts.enumerated() {
            let text =
                switch part["type"]?.stringValue {
                case "text": part["text"]?.stringValue
                case "refusal" where role == .assistant: part["refusal"]?.stringValue
                case _: String?.none
                }
            guard let text else {
                throw FieldFault([
                    FieldProblem(
                        pointer: "/\(index)",
                        message: "must be a part of the type \"text\": images, sound and files are not available.")
                ])
            }
            texts.append(text)
        }
        return texts.joined(separator: "\n")
    }
}
