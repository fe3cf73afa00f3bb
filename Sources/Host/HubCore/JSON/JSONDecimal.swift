/// An exact decimal in one canonical form: no leading or trailing zero digit, zero without sign.
/// Its value is ±0.digits × 10^(exponent + digits.count), that is digits as an integer × 10^exponent.
package struct JSONDecimal: Hashable, Sendable {
    package private(set) var isNegative: Bool
    /// Decimal digits 0…9, the most significant first; empty for zero.
    package private(set) var digits: [UInt8]
    package private(set) var exponent: Int

    package init(_ value: Int64) {
        self.init(isNegative: value < 0, digits: String(value.magnitude).utf8.map { $0 - 0x30 }, exponent: 0)
    }

    package init(isNegative: Bool, digits: [UInt8], exponent: Int) {
        var significant = digits.drop { $0 == 0 }
        var power = exponent
        while significant.last == 0 {
            significant.removeLast()
            power += 1
        }
        self.isNegative = isNegative && !significant.isEmpty
        self.digits = Array(significant)
        self.exponent = significant.isEmpty ? 0 : power
    }

    init(checkedLiteral text: String) {
        var negative = false
        var digits: [UInt8] = []
        var fraction = 0
        var power = 0
        var bytes = text.utf8.makeIterator()
        var inFraction = false
        while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: "-"): negative = true
            case UInt8(ascii: "."): inFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                var rest: [UInt8] = []
                while let next = bytes.next() { rest.append(next) }
                // An exponent beyond 64 bits has no use; it is held at a bound that keeps comparisons right.
                let bound = 1 << 40
                let isDown = rest.first == UInt8(ascii: "-")
                power = Int(String(decoding: rest, as: UTF8.self)) ?? (isDown ? -bound : bound)
                power = min(max(power, -bound), bound)
            default:
                digits.append(byte - 0x30)
                if inFraction { fraction += 1 }
            }
        }
        self.init(isNegative: negative, digits: digits, exponent: power - fraction)
    }

    package var isZero: Bool { digits.isEmpty }

    /// Whether the quotient by a number other than zero is an integer. The work is bounded by the digits written,
    /// whatever the exponents.
    package func isMultiple(of divisor: JSONDecimal) -> Bool {
        if isZero || divisor.isZero { return isZero }
        let shift = exponent - divisor.exponent
        // The last digit is not zero, so nothing but a power of ten could make up for a coarser divisor.
        guard shift >= 0 else { return false }
        // Beyond the twos and fives in the divisor, further tens change nothing; it has less than four a digit.
        let zeros = min(shift, 4 * divisor.digits.count)
        let dividend = digits + Array(repeating: 0, count: zeros)
        return divisor.digits.count <= 18
            ? Self.isMultiple(dividend, ofSmall: divisor.digits) : Self.isMultiple(dividend, of: divisor.digits)
    }

    /// The divisor has at most 18 digits, so that ten times a remainder fits a word.
    private static func isMultiple(_ dividend: [UInt8], ofSmall divisor: [UInt8]) -> Bool {
        let divisor = divisor.reduce(0 as UInt64) { $0 * 10 + UInt64($1) }
        return dividend.reduce(0 as UInt64) { ($0 * 10 + UInt64($1)) % divisor } == 0
    }

    private static func isMultiple(_ dividend: [UInt8], of divisor: [UInt8]) -> Bool {
        var remainder: [UInt8] = []
        for digit in dividend {
            remainder.append(digit)
            if remainder.first == 0 { remainder.removeFirst() }
            while !isBelow(remainder, divisor) { subtract(divisor, from: &remainder) }
        }
        return remainder.isEmpty
    }

    /// Compares integers without leading zeros.
    private static func isBelow(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count != right.count ? left.count < right.count : left.lexicographicallyPrecedes(right)
    }

    /// `right` must not be above `left`; leading zeros are dropped.
    private static func subtract(_ right: [UInt8], from left: inout [UInt8]) {
        var borrow: UInt8 = 0
        for place in 1...left.count {
            let taken = (place <= right.count ? right[right.count - place] : 0) + borrow
            let digit = left[left.count - place]
            borrow = digit < taken ? 1 : 0
            left[left.count - place] = digit + 10 * borrow - taken
        }
        left = Array(left.drop { $0 == 0 })
    }

    package var intValue: Int? {
        guard exponent >= 0, digits.count + exponent <= 19 else { return isZero ? 0 : nil }
        var magnitude: UInt64 = 0
        for digit in digits { magnitude = magnitude &* 10 &+ UInt64(digit) }
        for _ in 0..<exponent {
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            magnitude = product
        }
        if isNegative { return magnitude <= UInt64(Int64.max) + 1 ? Int(truncatingIfNeeded: 0 &- magnitude) : nil }
        return Int(exactly: magnitude)
    }
}

extension JSONDecimal: Comparable {
    package static func < (left: JSONDecimal, right: JSONDecimal) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        return left.isNegative ? right.hasSmallerMagnitude(than: left) : left.hasSmallerMagnitude(than: right)
    }

    private func hasSmallerMagnitude(than other: JSONDecimal) -> Bool {
        if isZero || other.isZero { return isZero && !other.isZero }
        let order = exponent + digits.count
        let otherOrder = other.exponent + other.digits.count
        if order != otherOrder { return order < otherOrder }
        return digits.lexicographicallyPrecedes(other.digits)
    }
}
