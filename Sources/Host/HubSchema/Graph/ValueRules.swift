import HubCore

/// `const` and `enum`.
struct ValueRules: Sendable {
    /// From so many values on they are found by their hash.
    private static let hashThreshold = 8

    var constant: JSONValue?
    private(set) var allowed: [JSONValue]?
    private var hashed: Set<JSONValue> = []

    var isEmpty: Bool { constant == nil && allowed == nil }

    mutating func allow(_ values: [JSONValue]) {
        allowed = values
        hashed = values.count < Self.hashThreshold ? [] : Set(values)
    }

    func allows(_ value: JSONValue) -> Bool {
        guard let allowed else { return true }
        return hashed.isEmpty ? allowed.contains(value) : hashed.contains(value)
    }
}
