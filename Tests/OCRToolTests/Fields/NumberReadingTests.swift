import OCRFields
import Testing

struct NumberReadingTests {
    private func value(
        _ text: String, _ kind: FieldRule.Kind = .number, decimal: FieldRule.Decimal = .auto, currency: String? = nil
    ) -> FieldValue? {
        let rule = FieldRule(name: "value", kind: kind, anchors: ["Total"], decimal: decimal, currency: currency)
        return PrintedPage.value(rule, "Total: \(text)")
    }

    @Test(arguments: [
        ("15.432,50", 15432.5), ("15,432.50", 15432.5), ("1.234.567,8", 1_234_567.8), ("0.125", 0.125), ("3,5", 3.5),
        ("12,34", 12.34), ("-7.25", -7.25), ("15 432,50", 15432.5), ("1'234.50", 1234.5),
    ])
    func readsFractions(_ text: String, _ number: Double) { #expect(value(text)?.content == .number(number)) }

    @Test(arguments: [
        ("15.432", 15432), ("15,432", 15432), ("15.432.500", 15_432_500), ("1,234,567", 1_234_567),
        ("15 432 500", 15_432_500),
        ("42", 42), ("42.", 42), ("(42)", 42),
    ])
    func readsWholeNumbers(_ text: String, _ number: Int) { #expect(value(text)?.content == .integer(number)) }

    @Test func readsAsConfigured() {
        #expect(value("15.432", decimal: .point)?.content == .number(15.432))
        #expect(value("15,432", decimal: .comma)?.content == .number(15.432))
        #expect(value("15.432", decimal: .comma)?.content == .integer(15432))
        #expect(value("1.2.3", decimal: .point) == nil)
    }

    @Test(arguments: [
        ("15.432.500 VND", "VND"), ("15.432.500 đ", "VND"), ("15.432.500đ", "VND"), ("15.432.500 ₫", "VND"),
        ("15.432.500 đồng", "VND"), ("15.432.500 dong", "VND"), ("$15,432.50", "USD"), ("$ 15,432.50", "USD"),
        ("USD 15,432.50", "USD"), ("15,432.50 USD", "USD"), ("VND15.432.500", "VND"), ("€12.50", "EUR"),
    ])
    func readsTheCurrency(_ text: String, _ code: String) throws {
        let money = try #require(value(text, .money))
        #expect(money.currency == code)
        let isVietnamese = code == "VND"
        #expect(money.content == (isVietnamese ? .integer(15_432_500) : .number(code == "EUR" ? 12.5 : 15432.5)))
    }

    @Test func takesTheMoneyAmongOtherNumbers() {
        #expect(value("3 items, 45.00 USD", .money)?.content == .number(45))
        #expect(value("10% 1.403.000", .money, currency: "VND")?.content == .integer(1_403_000))
        #expect(value("1.403.000", .money, currency: "VND")?.currency == "VND")
        #expect(value("1.403.000", .money)?.currency == nil)
        #expect(value("1.403.000 VND", .number)?.currency == nil)
    }

    @Test func takesLettersForDigitsAndIsLessSure() throws {
        let repaired = try #require(value("l5.4O2,5O"))
        #expect(repaired.content == .number(15402.5))
        #expect(repaired.confidence < 0.9 * 0.81)
    }

    @Test(arguments: ["none", "INV7", "SOLO", "Bill", "10%"]) func readsNoNumber(_ text: String) {
        #expect(value(text) == nil)
    }

    @Test func wantsAWholeInteger() {
        #expect(value("about 12,5 of 7", .integer)?.content == .integer(7))
        #expect(value("12,5", .integer) == nil)
    }
}
