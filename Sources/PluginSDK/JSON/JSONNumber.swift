/// A JSON number as it was written: `15432.50` stays `15432.50`. Equality is that of the digits, not of the values.
public struct JSONNumber: Sendable, Hashable {
    /// The number in JSON's grammar.
    public let literal: String

    /// An integer.
    public init(_ value: Int) { literal = String(value) }

    /// The shortest digits that give the same double; nil for infinity and for what is not a number.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        literal = "\(value)"
    }

    /// For the parser, which has checked the grammar.
    init(checked literal: String) { self.literal = literal }

    /// The value when it is written as an integer that fits; nil otherwise.
    public var intValue: Int? { Int(literal) }
    /// The nearest double; infinite beyond a double's range.
    public var doubleValue: Double { Double(literal) ?? .infinity }
}
