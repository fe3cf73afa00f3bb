import HubCore

extension JSONValue {
    /// A provider's count of tokens; nil where it is no count. At most 2⁴⁰, more than any model reads, so that no server
    /// can make a sum overflow.
    var tokenCount: Int? {
        guard let count = intValue, count >= 0 else { return nil }
        return min(count, 1 << 40)
    }
}
