import HubCore
import Testing

struct JSONNumberTests {
    @Test(arguments: [
        ("0", "0"), ("9223372036854775807", "9223372036854775807"), ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775808", "9223372036854775808"), ("1.50", "1.50"), ("1E5", "1E5"), ("-0", "-0"),
    ])
    func keepsItsLiteral(text: String, literal: String) {
        #expect(JSONNumber(literal: text)?.literal == literal)
    }

    @Test(arguments: ["", "a", " 1", "1 ", "01", "1.", "--1", "+1", "0x1", "1,2", "NaN", "null", "\"1\""])
    func hasNoValueForWhatIsNoNumber(text: String) {
        #expect(JSONNumber(literal: text) == nil)
    }

    @Test(arguments: [
        ("1", "1.0"), ("100", "1e2"), ("-0", "0"), ("0.10", "1e-1"),
        ("123456789012345678901234567890", "12345678901234567890123456789e1"),
        ("9223372036854775808", "9.223372036854775808e18"),
    ])
    func equalsAndHashesByValue(left: String, right: String) throws {
        let left = try #require(JSONNumber(literal: left))
        let right = try #require(JSONNumber(literal: right))
        #expect(left == right)
        #expect(Set([left, right]).count == 1)
        #expect(!(left < right) && !(right < left))
    }

    @Test(arguments: [
        ("-2", "-1"), ("-1", "0"), ("0", "1e-400"), ("1", "1.0000000000000000000001"), ("2", "10"),
        ("9223372036854775807", "9223372036854775808"), ("-1e400", "-9223372036854775808"), ("0.12", "0.123"),
    ])
    func ordersByExactValue(smaller: String, greater: String) throws {
        let smaller = try #require(JSONNumber(literal: smaller))
        let greater = try #require(JSONNumber(literal: greater))
        #expect(smaller < greater)
        #expect(!(greater < smaller))
    }

    @Test(
        arguments: [
            ("3", 3), ("3.0", 3), ("3e0", 3), ("30e-1", 3), ("1e18", 1_000_000_000_000_000_000), ("-0.0", 0),
            ("9223372036854775807.0", Int.max), ("-9223372036854775808.0", Int.min), ("3.5", nil), ("1e19", nil),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("1e400", nil),
        ] as [(String, Int?)])
    func isAnIntWhenItFits(text: String, expected: Int?) {
        #expect(JSONNumber(literal: text)?.intValue == expected)
    }

    @Test(arguments: [("1", true), ("1.0", true), ("1e400", true), ("1.5", false), ("1e-1", false), ("10e-1", true)])
    func knowsWhetherItIsAnInteger(text: String, expected: Bool) {
        #expect(JSONNumber(literal: text)?.isInteger == expected)
    }

    @Test(arguments: [
        ("10", "2", true), ("7", "2", false), ("0", "1.5", true), ("4.5", "1.5", true), ("-4.5", "1.5", true),
        ("35", "1.5", false), ("0.0075", "0.0001", true), ("0.00751", "0.0001", false), ("1e308", "0.123456789", false),
        ("1e308", "0.5", true), ("12391239123", "1e-8", true), ("1e400", "8", true), ("1e400", "3", false),
        ("15432.50", "0.01", true), ("15432.505", "0.01", false), ("1", "10", false),
        ("-9223372036854775808", "-1", true),
        ("36893488147419103232", "9223372036854775808", true), ("36893488147419103233", "9223372036854775808", false),
        ("1e60", "1234567890123456789012345678901234567890", false), ("0.1", "1234567890123456789.1", false),
        ("2469135780246913578024691357802469135780", "1234567890123456789012345678901234567890", true),
        ("1e900000000000", "7", false), ("7e900000000000", "7", true),
    ])
    func tellsMultiplesExactly(value: String, divisor: String, expected: Bool) throws {
        let value = try #require(JSONNumber(literal: value))
        let divisor = try #require(JSONNumber(literal: divisor))
        #expect(value.isMultiple(of: divisor) == expected)
    }

    @Test func writesDoublesInTheirShortestForm() {
        #expect(JSONNumber(2.5).literal == "2.5")
        #expect(JSONNumber(3.0).literal == "3")
        #expect(JSONNumber(-0.0).literal == "0")
        #expect(JSONNumber(1e-7).doubleValue == 1e-7)
        #expect(JSONNumber(Double.infinity).literal == "0")
        #expect(JSONNumber(literal: JSONNumber(1.7976931348623157e308).literal) != nil)
    }

    @Test func becomesInfiniteBeyondADouble() {
        #expect(JSONNumber(literal: "1e400")?.doubleValue == .infinity)
        #expect(JSONNumber(literal: "-1e400")?.doubleValue == -.infinity)
    }
}
