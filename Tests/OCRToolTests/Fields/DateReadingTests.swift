import OCRFields
import Testing

struct DateReadingTests {
    private func date(_ text: String, order: FieldRule.DateOrder = .dayFirst) -> FieldValue? {
        PrintedPage.value(FieldRule(name: "date", kind: .date, anchors: ["Date"], dateOrder: order), "Date: \(text)")
    }

    @Test(arguments: [
        ("05/03/2025", "2025-03-05"), ("5-3-2025", "2025-03-05"), ("05.03.2025", "2025-03-05"),
        ("2025-03-05", "2025-03-05"), ("2025/3/5", "2025-03-05"), ("05/03/25", "2025-03-05"),
        ("05 / 03 / 2025", "2025-03-05"), ("ngày 5 tháng 3 năm 2025", "2025-03-05"),
        ("Ngày 05 tháng 12 năm 2024", "2024-12-05"), ("ngay 5 thang 3 nam 2025", "2025-03-05"),
        ("5 tháng 3 năm 2025", "2025-03-05"), ("ngảy 5 thâng 3 năm 2025", "2025-03-05"),
        ("March 5, 2025", "2025-03-05"), ("5 March 2025", "2025-03-05"), ("5th of March 2025", "2025-03-05"),
        ("05-Mar-2025", "2025-03-05"), ("Sept 9 2024", "2024-09-09"), ("Marcb 5, 2025", "2025-03-05"),
        ("03/25/2025", "2025-03-25"), ("29/02/2024", "2024-02-29"), ("Hanoi, 5 March 2025 at noon", "2025-03-05"),
    ])
    func reads(_ text: String, _ iso: String) {
        #expect(date(text)?.content == .text(iso))
    }

    @Test(arguments: [
        "29/02/2023", "31/04/2025", "45/13/2025", "5 tháng 2025", "March 2025", "1.2", "soon", "12345678",
    ])
    func readsNoDate(_ text: String) { #expect(date(text) == nil) }

    @Test func readsTheMonthFirstWhereThatIsUsual() {
        #expect(date("05/03/2025", order: .monthFirst)?.content == .text("2025-05-03"))
        #expect(date("25/03/2025", order: .monthFirst)?.content == .text("2025-03-25"))
    }

    @Test func takesLettersForDigitsAndIsLessSure() throws {
        let repaired = try #require(date("O5/O3/2O25"))
        #expect(repaired.content == .text("2025-03-05"))
        #expect(repaired.text == "O5/O3/2O25")
        #expect(abs(repaired.confidence - 0.72) < 0.001)
    }
}
