import HubCore

/// Puts tool calls together that arrive in pieces. OpenAI gives each call an index, its id and name in the first piece only,
/// and later pieces by the index. Others leave the index out, give all calls the index 0, or repeat id and name in every
/// piece.
struct OpenAIStreamedCalls {
    private struct Call {
        let index: Int?
        let id: String?
        let name: String
        var arguments: String
    }

    /// In the order of their first pieces.
    private var calls: [Call] = []

    mutating func take(_ delta: OpenAIWire.Chunk.CallDelta) throws(ModelError) {
        let id = delta.id.flatMap { $0.isEmpty ? nil : $0 }
        let name = delta.name.flatMap { $0.isEmpty ? nil : $0 }
        if let place = place(of: delta.index, id, name) {
            calls[place].arguments += delta.arguments ?? ""
            return
        }
        guard let name, calls.count < Self.maximumCalls else {
            throw ModelError(.malformed, "the provider's stream calls a tool without its name")
        }
        calls.append(Call(index: delta.index, id: id, name: name, arguments: delta.arguments ?? ""))
    }

    /// The call that a piece goes on with; nil where it begins one.
    private func place(of index: Int?, _ id: String?, _ name: String?) -> Int? {
        let place =
            if let index {
                calls.lastIndex { $0.index == index }
            } else if let id {
                calls.lastIndex { $0.id == id }
            } else {
                // A name begins a call; what has none goes on with the last.
                name == nil ? calls.indices.last : nil
            }
        guard let place, name != nil, let id, let known = calls[place].id, known != id else { return place }
        // Another id and a name: another call, whatever its index says.
        return nil
    }

    var whole: [ModelToolCall] {
        calls.enumerated().map { position, call in
            ModelToolCall(id: call.id ?? "call_\(position)", name: call.name, arguments: call.arguments)
        }
    }

    private static let maximumCalls = 128
}
