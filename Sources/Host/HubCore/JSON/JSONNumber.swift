/// A JSON number with the digits it was written with, compared by its exact decimal value.
package struct JSONNumber: Sendable {
    private enum Storage: Sendable {
        case integer(Int64)
        /// A literal that the JSON grammar allows and that is not the plain form of an `Int64`.
        case literal(String)
    }

    private let storage: Storage

    package init(_ value: Int64) { storage = .integer(value) }

    /// A finite double in its shortest decimal form; what is not finite has no JSON form and becomes 0.
    package init(_ value: Double) {
        if let integer = Int64(exactly: value) {
            storage = .integer(integer)
        } else {
            storage = .literal(value.isFinite ? "\(value)" : "0")
        }
    }

    /// `literal` must be a number in JSON's grammar; nil otherwise.
    package init?(literal: String) {
        let bytes = Array(literal.utf8)
        // A document may have space around it, a number may not.
        guard let first = bytes.first, first > 0x20, let last = bytes.last, last > 0x20,
            let value = try? JSONValue(parsing: bytes), case .number(let number) = value
        else { return nil }
        self = number
    }

    /// For the parser, which has checked the grammar already.
    init(checkedLiteral literal: String) {
        if let integer = Int64(literal), literal != "-0" {
            storage = .integer(integer)
        } else {
            storage = .literal(literal)
        }
    }

    /// The number as it was written.
    package var literal: String {
        switch storage {
        case .integer(let value): String(value)
        case .literal(let text): text
        }
    }

    /// The nearest double; infinite when the literal's magnitude is beyond a double's.
    package var doubleValue: Double {
        switch storage {
        case .integer(let value): Double(value)
        case .literal(let text): Double(text) ?? .infinity
        }
    }

    /// The value when it is mathematically an integer that fits `Int`.
    package var intValue: Int? {
        switch storage {
        case .integer(let value): Int(value)
        case .literal: decimal.intValue
        }
    }

    /// Whether it is mathematically an integer (`1.0` and `1e3` are).
    package var isInteger: Bool {
        switch storage {
        case .integer: true
        case .literal: decimal.exponent >= 0
        }
    }

    /// Whether the quotient by a number other than zero is an integer, exactly.
    package func isMultiple(of divisor: JSONNumber) -> Bool {
        if case .integer(let value) = storage, case .integer(let divisor) = divisor.storage {
            return divisor == 0 ? value == 0 : value.magnitude.isMultiple(of: divisor.magnitude)
        }
        return decimal.isMultiple(of: divisor.decimal)
    }

    /// The exact value, normalised.
    package var decimal: JSONDecimal {
        switch storage {
        case .integer(let value): JSONDecimal(value)
        case .literal(let text): JSONDecimal(checkedLiteral: text)
        }
    }
}

extension JSONNumber: Comparable, Hashable {
    package static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        if case .integer(let left) = left.storage, case .integer(let right) = right.storage { return left == right }
        return left.decimal == right.decimal
    }

    package static func < (left: JSONNumber, right: JSONNumber) -> Bool {
        if case .integer(let left) = left.storage, case .integer(let right) = right.storage { return left < right }
        return left.decimal < right.decimal
    }

    package func hash(into hasher: inout Hasher) {
        // Equal numbers hash alike however they are written, and most of them are integers.
        switch storage {
        case .integer(let value): hasher.combine(value)
        case .literal:
            let decimal = decimal
            if let value = decimal.intValue { hasher.combine(Int64(value)) } else { hasher.combine(decimal) }
        }
    }
}
