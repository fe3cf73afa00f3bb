import HubCore

/// Makes a request fit the context of the model that it goes to: long tool results are shortened first, the oldest first;
/// then the oldest messages are left out. The question stays, and a tool call never loses its result.
///
/// Sizes are bytes taken for tokens (`TokenEstimate`), rather too many than too few.
enum ContextFit {
    /// What of a result is always kept, in bytes.
    private static let leastResultBytes = 600
    /// What it takes to say that a result was shortened.
    private static let wrappingBytes = 80

    static func fit(_ request: ModelRequest, to model: LanguageModel) -> ModelRequest {
        guard model.provider != .builtin else { return request }
        let room = 3 * (model.contextWindow - request.maximumOutputTokens)
        var excess = TokenEstimate.bytes(request) - max(0, room)
        if excess <= 0 { return request }
        var request = request
        shortenResults(&request.messages, &excess)
        if excess > 0 { leaveOut(&request.messages, &excess) }
        return request
    }

    private static func shortenResults(_ messages: inout [ModelMessage], _ excess: inout Int) {
        for index in messages.indices where excess > 0 {
            guard case .toolResult(var result) = messages[index], case .success(let value) = result.outcome else {
                continue
            }
            let bytes = value.bytes
            guard bytes.count > leastResultBytes + wrappingBytes else { continue }
            let before = TokenEstimate.bytes(messages[index])
            let kept = max(leastResultBytes, bytes.count - excess - wrappingBytes)
            result.outcome = .success(shortened(bytes, to: kept))
            let after = TokenEstimate.bytes(.toolResult(result))
            guard after < before else { continue }
            messages[index] = .toolResult(result)
            excess -= before - after
        }
    }

    /// Says that it is not the whole, so that nobody counts what is there.
    private static func shortened(_ bytes: [UInt8], to count: Int) -> JSONValue {
        let beginning = String(decoding: bytes.prefix(count), as: UTF8.self)
        return [
            "shortened": true, "bytes_in_all": .int(bytes.count),
            // A scalar that was cut in two.
            "beginning": .string(beginning.hasSuffix("\u{FFFD}") ? String(beginning.dropLast()) : beginning),
        ]
    }

    /// Whole units from the front, but the question's and the last step's.
    private static func leaveOut(_ messages: inout [ModelMessage], _ excess: inout Int) {
        let units = units(of: messages)
        let question = units.lastIndex { unit in
            unit.contains { if case .user = messages[$0] { true } else { false } }
        }
        var dropped = Set<Int>()
        for (position, unit) in units.enumerated() where excess > 0 {
            if position == question || position == units.count - 1 { continue }
            for index in unit {
                excess -= TokenEstimate.bytes(messages[index])
                dropped.insert(index)
            }
        }
        messages = messages.enumerated().filter { !dropped.contains($0.offset) }.map(\.element)
    }

    /// What goes together: a user's words with the pictures beside them, an assistant's with the results of its calls
    /// and our notes on it.
    private static func units(of messages: [ModelMessage]) -> [Range<Int>] {
        var units: [Range<Int>] = []
        for (index, message) in messages.enumerated() {
            switch message {
            case .user, .assistant: units.append(index..<(index + 1))
            case .image, .toolResult, .note:
                if let last = units.last {
                    units[units.count - 1] = last.lowerBound..<(index + 1)
                } else {
                    units.append(index..<(index + 1))
                }
            }
        }
        return units
    }
}
