import HubCore

/// What a turn is to answer, in the user's words.
enum AskedQuestion {
    /// The last message; where that only gives what this model asked for, the question before it too. The last of
    /// `messages` is the user's.
    static func text(of messages: ArraySlice<ModelMessage>) -> String {
        var texts: [String] = []
        var rest = messages
        while case .user(let text)? = rest.popLast() {
            texts.append(text)
            guard texts.count < CallDialogue.depthLimit, case .assistant(let words, let calls, _)? = rest.popLast(),
                calls.isEmpty, ClarificationWording.language(of: words) != nil
            else { break }
        }
        return texts.reversed().joined(separator: "\n")
    }
}
