import HubCore
import Testing

@testable import HubModels

@Suite struct WordingPartsTests {
    @Test(arguments: [
        ("total_count", "Total count"), ("totalCount", "Total count"), ("customerID", "Customer ID"), ("mst", "MST"),
        ("sku", "SKU"), ("city", "City"), ("tax", "Tax"), ("id", "ID"), ("URLPath", "URL path"), ("x", "X"),
        ("so_du", "So du"), ("Net30", "Net30"), ("-", "-"), ("order-no", "Order no"), ("eta", "ETA"),
    ])
    func fieldNamesAreMadeReadable(_ name: String, _ label: String) { #expect(FieldName.humanised(name) == label) }

    @Test(arguments: [
        ("Customer MST", "customer MST"), ("MST", "MST"), ("Mã số", "mã số"), ("A", "A"), ("SKU no", "SKU no"),
    ])
    func labelsInsideASentenceBeginSmall(_ label: String, _ inside: String) {
        #expect(FieldName.uncapitalised(label) == inside)
    }

    @Test(arguments: [
        ("MST", "An"), ("SKU", "An"), ("order", "An"), ("unit", "A"), ("user", "A"), ("hour", "An"), ("PIN", "A"),
        ("city", "A"), ("ETA", "An"), ("12", "A"),
    ])
    func articlesFollowTheSound(_ phrase: String, _ article: String) {
        #expect(Article.indefinite(before: phrase) == article)
    }

    @Test(arguments: [
        ("15432.50", "15,432.50", "15.432,50"), ("0", "0", "0"), ("-1234567", "-1,234,567", "-1.234.567"),
        ("999", "999", "999"), ("1e400", "1e400", "1e400"), ("0.5", "0.5", "0,5"),
    ])
    func numbersKeepTheirDigits(_ literal: String, _ english: String, _ vietnamese: String) throws {
        let number = try #require(JSONNumber(literal: literal))
        #expect(ValueWording(language: .english).number(number) == english)
        #expect(ValueWording(language: .vietnamese).number(number) == vietnamese)
    }

    @Test(arguments: [
        ("15432.5", "USD", "$15,432.50", "15.432,50 USD"), ("3000", "USD", "$3,000", "3.000 USD"),
        ("-5.00", "EUR", "-€5.00", "-5,00 EUR"), ("1500000.00", "VND", "1,500,000 VND", "1.500.000 VND"),
        ("0.125", "CHF", "0.125 CHF", "0,125 CHF"),
    ])
    func moneyHasItsCurrency(_ literal: String, _ currency: String, _ english: String, _ vietnamese: String) throws {
        let number = try #require(JSONNumber(literal: literal))
        #expect(ValueWording(language: .english).money(number, currency: currency) == english)
        #expect(ValueWording(language: .vietnamese).money(number, currency: currency) == vietnamese)
    }

    @Test(arguments: [
        ("2025-10-15", "2025-10-15", "15/10/2025"),
        ("2025-10-15T08:30:00Z", "2025-10-15 08:30 UTC", "15/10/2025 08:30 UTC"),
        ("2025-10-15T08:30:00.123+07:00", "2025-10-15 08:30 +07:00", "15/10/2025 08:30 +07:00"),
        ("2025-10-15T00:00:00", "2025-10-15", "15/10/2025"),
        ("2025-10-15 23:59", "2025-10-15 23:59", "15/10/2025 23:59"),
    ])
    func datesAreWrittenAsTheLanguageDoes(_ text: String, _ english: String, _ vietnamese: String) {
        #expect(ValueWording(language: .english).date(text) == english)
        #expect(ValueWording(language: .vietnamese).date(text) == vietnamese)
    }

    @Test(arguments: ["2025-13-01", "2025-10-15x", "2025-10-15Tnoon!", "0104985841", "2025-10-15T08:30 hours later"])
    func whatIsNoDateStays(_ text: String) { #expect(ValueWording(language: .vietnamese).date(text) == nil) }

    @Test func textOfResultsIsMadeFitToShow() {
        #expect(PlainText.line("  a \t\n b\u{0}\u{1B}[31m\u{202E}c\u{2028}d ") == "a b[31mc d")
        #expect(PlainText.line("Công nợ — đã trả 👨‍👩‍👧") == "Công nợ — đã trả 👨‍👩‍👧")
        #expect(PlainText.line(String(repeating: "x", count: 600)) == String(repeating: "x", count: 500) + "…")
        #expect(PlainText.cell(#"a|b\|c"#) == #"a\|b\\\|c"#)
        #expect(PlainText.block("a\r\n\n\n\nb  c", limit: 100) == "a\n\nb c")
        #expect(PlainText.line("") == "")
    }

    @Test func oneFieldCountsTellWhatANumberIs() {
        for (name, quantity) in [
            ("order_id", FieldTraits.Quantity.identifier), ("year", .identifier), ("invoice_no", .identifier),
            ("total_amount", .amount), ("days_overdue", .count), ("so_luong", .count),
            ("discount_percent", .percentage),
            ("revenue", .amount), ("limit", .unknown),
        ] {
            #expect(FieldTraits(name: name).quantity == quantity, "\(name)")
        }
    }
}
