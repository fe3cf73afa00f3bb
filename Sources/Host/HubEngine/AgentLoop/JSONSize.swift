import HubCore

/// The size of a value as JSON text, without writing it.
enum JSONSize {
    /// Whether the value takes more bytes, escapes of strings not counted; stops counting as soon as it does.
    static func exceeds(_ limit: Int, _ value: JSONValue) -> Bool {
        var left = limit
        spend(&left, on: value)
        return left < 0
    }

    /// Bytes, escapes of strings not counted.
    static func bytes(of value: JSONValue) -> Int {
        var left = Int.max
        spend(&left, on: value)
        return Int.max - left
    }

    private static func spend(_ left: inout Int, on value: JSONValue) {
        guard left >= 0 else { return }
        switch value {
        case .null, .bool: left -= 4
        case .number(let number): left -= number.literal.utf8.count
        case .string(let text): left -= text.utf8.count + 2
        case .array(let elements):
            left -= 2
            for element in elements where left >= 0 {
                left -= 1
                spend(&left, on: element)
            }
        case .object(let members):
            left -= 2
            for (key, member) in members where left >= 0 {
                left -= key.utf8.count + 4
                spend(&left, on: member)
            }
        }
    }
}
