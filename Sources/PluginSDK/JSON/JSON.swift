/// A JSON value. Objects keep the order of their members, numbers the digits they were written with.
///
/// The SDK has its own because no Swift package may be linked into both the host and a plugin.
public enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSON])
    case object([JSONMember])

    /// The member of an object by its name; nil for other kinds and for a missing member. Of two with one name the last.
    public subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }

    /// The text of a string; nil for other kinds.
    public var stringValue: String? { if case .string(let value) = self { value } else { nil } }
    /// The value of `true` and `false`; nil for other kinds.
    public var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The number; nil for other kinds.
    public var numberValue: JSONNumber? { if case .number(let value) = self { value } else { nil } }
    /// The elements of an array; nil for other kinds.
    public var arrayValue: [JSON]? { if case .array(let value) = self { value } else { nil } }
    /// The members of an object in their order; nil for other kinds.
    public var objectValue: [JSONMember]? { if case .object(let value) = self { value } else { nil } }

    /// The kind in words, for messages: "an object".
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

/// A member of a JSON object.
public struct JSONMember: Sendable, Hashable {
    /// The member's name.
    public var name: String
    /// The member's value.
    public var value: JSON

    /// A member of that name.
    public init(_ name: String, _ value: JSON) {
        self.name = name
        self.value = value
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// `"text"`.
    public init(stringLiteral value: String) { self = .string(value) }
    /// `42`.
    public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
    /// `true`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// `nil`, which is JSON's null.
    public init(nilLiteral: ()) { self = .null }
    /// `[1, "two"]`.
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    /// `["name": value]`, in the order written.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { JSONMember($0.0, $0.1) })
    }
}
