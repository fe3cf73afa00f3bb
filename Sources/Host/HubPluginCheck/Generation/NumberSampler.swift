import HubCore

/// Makes numbers by a schema's limits.
struct NumberSampler {
    private let rules: JSONObject
    private let isInteger: Bool
    private let isOdd: Bool

    init(_ rules: JSONObject, isInteger: Bool, isOdd: Bool) {
        self.rules = rules
        self.isInteger = isInteger
        self.isOdd = isOdd
    }

    func number(_ numbers: inout SeededNumbers) -> JSONValue {
        let (low, high) = limits
        if let step = rules["multipleOf"]?.doubleValue, step > 0 { return multiple(of: step, low, high, &numbers) }
        if isOdd, numbers.chance(40), let literal = numbers.pick(edges), let number = JSONNumber(literal: literal) {
            return .number(number)
        }
        if isInteger { return .int(integer(low, high, &numbers)) }
        let value = Double.random(in: 0...1, using: &numbers)
        let (bottom, top) = span(low, high)
        return .number(JSONNumber(((bottom + value * (top - bottom)) * 100).rounded() / 100))
    }

    /// Numbers at the limits and of forms that readers get wrong.
    private var edges: [String] {
        let bounds = ["minimum", "maximum"].compactMap { rules[$0]?.numberValue?.literal }
        if !bounds.isEmpty { return bounds }
        let whole = ["0", "-1", "1", "2147483648", "9223372036854775807", "-9223372036854775808", "1e3", "10.0"]
        let huge = ["9223372036854775808", "1e308", "123456789012345678901234567890"]
        return isInteger ? whole + huge : whole + huge + ["-0", "0.1", "1e-7", "-0.0", "1e999", "0.30000000000000004"]
    }

    private var limits: (Double?, Double?) {
        let low = rules["minimum"]?.doubleValue ?? rules["exclusiveMinimum"]?.doubleValue.map { $0 + step }
        let high = rules["maximum"]?.doubleValue ?? rules["exclusiveMaximum"]?.doubleValue.map { $0 - step }
        return (low, high)
    }

    private var step: Double { isInteger ? 1 : 0.01 }

    private func span(_ low: Double?, _ high: Double?) -> (Double, Double) {
        let bottom = low ?? high.map { $0 - 1000 } ?? -1000
        return (bottom, max(bottom, high ?? bottom + 2000))
    }

    private func integer(_ low: Double?, _ high: Double?, _ numbers: inout SeededNumbers) -> Int {
        let (bottom, top) = span(low, high)
        let first = Int(exactly: max(-9e15, bottom).rounded(.up)) ?? 0
        let last = Int(exactly: min(9e15, top).rounded(.down)) ?? first
        return last > first ? Int.random(in: first...last, using: &numbers) : first
    }

    private func multiple(of step: Double, _ low: Double?, _ high: Double?, _ numbers: inout SeededNumbers) -> JSONValue
    {
        let (bottom, top) = span(low, high)
        let first = Int(exactly: (bottom / step).rounded(.up)) ?? 0
        let last = max(first, Int(exactly: (top / step).rounded(.down)) ?? first)
        let value = Double(Int.random(in: first...min(last, first + 1_000_000), using: &numbers)) * step
        // Of the double nearest to a multiple the shortest form is the multiple, for steps that people write.
        return .number(JSONNumber((value * 1e9).rounded() / 1e9))
    }
}
