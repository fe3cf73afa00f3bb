import HubCore
import Testing

struct JSONDecimalTests {
    @Test func hasOneFormForEachValue() {
        let plain = JSONDecimal(isNegative: false, digits: [1, 2], exponent: 1)
        let padded = JSONDecimal(isNegative: false, digits: [0, 0, 1, 2, 0, 0], exponent: -1)
        #expect(plain == padded)
        #expect(padded.digits == [1, 2])
        #expect(padded.exponent == 1)
        #expect(JSONDecimal(120) == plain)
    }

    @Test func hasOneZero() {
        let zero = JSONDecimal(isNegative: true, digits: [0, 0], exponent: 7)
        #expect(zero == JSONDecimal(0))
        #expect(zero.isZero && !zero.isNegative && zero.exponent == 0)
        #expect(zero.intValue == 0)
    }

    @Test func ordersAcrossSigns() {
        let values: [Int64] = [.min, -100, -12, -1, 0, 1, 9, 12, 100, .max]
        #expect(values.map { JSONDecimal($0) }.sorted() == values.map { JSONDecimal($0) })
        #expect(values.map { JSONDecimal($0).intValue } == values.map { Int($0) })
    }
}
