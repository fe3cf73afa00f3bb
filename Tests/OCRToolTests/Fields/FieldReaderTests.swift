import OCRFields
import Testing

struct FieldReaderTests {
    private func pattern(_ source: String) throws -> ValuePattern { try ValuePattern(source) }

    @Test(arguments: [
        "Invoice number INV-2025-17", "Invoice Number: INV-2025-17", "lnvoice nurnber: INV-2025-17",
        "INVOICE NUMBER INV-2025-17", "Invoicenumber INV-2025-17", "Our invoice number: INV-2025-17.",
        "Invoice number:INV-2025-17",
    ])
    func findsAnAnchorThatWasReadBadly(_ line: String) {
        let rule = FieldRule(name: "number", kind: .identifier, anchors: ["Invoice number"])
        #expect(PrintedPage.value(rule, line)?.content == .text("INV-2025-17"))
    }

    @Test(arguments: [
        "Mã số thuế: 0104985841", "Ma so thue: 0104985841", "MÃ SỐ THUẾ 0104985841", "Mả sổ thuê: 0104985841",
    ])
    func findsAnAnchorWithoutItsDiacritics(_ line: String) {
        let rule = FieldRule(name: "tax_code", kind: .identifier, anchors: ["Tax code", "Mã số thuế"])
        #expect(PrintedPage.value(rule, line)?.content == .text("0104985841"))
    }

    @Test func takesNoOtherWordForAnAnchor() {
        let rule = FieldRule(name: "total", kind: .money, anchors: ["Total"])
        #expect(PrintedPage.value(rule, "Subtotal 100.00", "Tax 10.00", "Total 110.00")?.content == .number(110))
        #expect(PrintedPage.value(rule, "Subtotal 100.00", "Tomato 10.00") == nil)
    }

    @Test(arguments: [
        "Total:45", "Total: 45", "Total :45", "Total : 45", "Total 45", "TOTAL.....45", "Total (EUR): 45",
    ])
    func findsAValueHoweverItIsParted(_ line: String) {
        let rule = FieldRule(name: "total", kind: .integer, anchors: ["Total"])
        #expect(PrintedPage.value(rule, line)?.content == .integer(45))
    }

    @Test func looksBelow() {
        let rule = FieldRule(name: "total", kind: .money, anchors: ["Total"], side: .below)
        let lines = ("Quantity     Price     Total", "       3     15.00     45.00")
        #expect(PrintedPage.value(rule, lines.0, lines.1)?.content == .number(45))
        var either = rule
        either.side = .either
        #expect(PrintedPage.value(either, lines.0, lines.1)?.content == .number(45))
        var beside = rule
        beside.side = .rightOf
        #expect(PrintedPage.value(beside, lines.0, lines.1) == nil)
    }

    @Test func stopsAtTheNextFieldOfALine() {
        let rules = [
            FieldRule(name: "number", kind: .identifier, anchors: ["No"]),
            FieldRule(name: "date", kind: .date, anchors: ["Date"]),
            FieldRule(name: "due", kind: .date, anchors: ["Due date"]),
        ]
        let read = FieldReader(rules).read([
            PrintedPage.page("No:   Date: 05/03/2025   Due date: 04/04/2025", "", "", "", "nothing")
        ])
        #expect(read["number"] == nil)
        #expect(read["date"]?.content == .text("2025-03-05"))
        #expect(read["due"]?.content == .text("2025-04-04"))
    }

    @Test func endsATextAtAWideGap() {
        let rule = FieldRule(name: "buyer", kind: .text, anchors: ["Buyer"])
        #expect(PrintedPage.value(rule, "Buyer: Sao Mai Ltd.         Page 1")?.content == .text("Sao Mai Ltd"))
    }

    @Test func choosesAmongSeveral() {
        var rule = FieldRule(name: "total", kind: .integer, anchors: ["Total"])
        let lines = ["Total 1", "Total 2", "Total 3"]
        func value() -> FieldValue.Content? { PrintedPage.value(rule, lines[0], lines[1], lines[2])?.content }
        #expect(value() == .integer(1))
        rule.occurrence = .number(2)
        #expect(value() == .integer(2))
        rule.occurrence = .last
        #expect(value() == .integer(3))
        rule.occurrence = .number(4)
        #expect(value() == nil)
    }

    @Test func keepsToItsPage() {
        let pages = [
            PrintedPage.page("Total 1"), PrintedPage.page("Total 2", number: 2), PrintedPage.page("Total 3", number: 3),
        ]
        func value(_ wanted: FieldRule.Pages) -> FieldValue? {
            FieldReader([FieldRule(name: "total", kind: .integer, anchors: ["Total"], pages: wanted)]).read(pages)[
                "total"]
        }
        #expect(value(.first)?.content == .integer(1))
        #expect(value(.last)?.page == 3)
        #expect(value(.number(2))?.content == .integer(2))
        #expect(value(.number(7)) == nil)
    }

    @Test func keepsToItsRegion() {
        // The second line's middle is at 87 of 1400 pixels.
        let region = Box(x: 0, y: 0.06, width: 1, height: 0.01)
        let rule = FieldRule(name: "title", kind: .text, region: region)
        #expect(PrintedPage.value(rule, "Head", "Bill of lading", "Foot")?.content == .text("Bill of lading"))
    }

    @Test func findsByAPatternAlone() throws {
        let rule = FieldRule(name: "tax_code", kind: .identifier, pattern: try pattern(#"\b(\d{10})\b"#))
        #expect(PrintedPage.value(rule, "Sao Mai Ltd.", "0104985841 Hanoi")?.content == .text("0104985841"))
    }

    @Test func repairsDigitsOnlyWhereThePatternAsksForThem() throws {
        var rule = FieldRule(
            name: "tax_code", kind: .identifier, anchors: ["MST"], pattern: try pattern(#"\d{10}"#))
        let repaired = try #require(PrintedPage.value(rule, "MST: O1O498584l"))
        #expect(repaired.content == .text("0104985841"))
        #expect(repaired.text == "O1O498584l")
        #expect(abs(repaired.confidence - 0.72) < 0.001)
        #expect(PrintedPage.value(rule, "MST: 0104985841")?.confidence == 0.9)
        rule.pattern = try pattern("[A-Za-z0-9]+")
        rule.pattern = nil
        #expect(PrintedPage.value(rule, "MST: O1O498584l")?.content == .text("O1O498584l"))
    }

    @Test func tellsWhereAValueStandsAndHowSureItIs() throws {
        let rule = FieldRule(name: "total", kind: .money, anchors: ["Total"])
        let value = try #require(PrintedPage.value(rule, "Total: 110.00"))
        #expect(value.source == Box(x: 120, y: 50, width: 60, height: 15))
        #expect(value.confidence == 0.9)
        let doubted = try #require(PrintedPage.value(rule, "Totel: 110.00"))
        #expect(doubted.confidence < 0.9)
        let sentences = FieldWarnings.sentences(for: [rule], values: ["total": doubted], minimumConfidence: 0.8)
        #expect(sentences.count == 1)
        #expect(sentences.first?.contains("total") == true && sentences.first?.contains("72 %") == true)
        #expect(FieldWarnings.sentences(for: [rule], values: ["total": value], minimumConfidence: 0.8).isEmpty)
    }

    @Test func saysThatARequiredFieldIsMissing() {
        let rules = [FieldRule(name: "total", kind: .money, isRequired: true), FieldRule(name: "note", kind: .text)]
        let sentences = FieldWarnings.sentences(for: rules, values: [:], minimumConfidence: 0.5)
        #expect(sentences.count == 1 && sentences.first?.contains("total") == true)
    }

    @Test func endsWhenItIsNotToGoOn() {
        let rules = [
            FieldRule(name: "total", kind: .integer, anchors: ["Total"]), FieldRule(name: "any", kind: .integer),
        ]
        #expect(FieldReader(rules).read([PrintedPage.page("Total 1")]).count == 2)
        #expect(FieldReader(rules).read([PrintedPage.page("Total 1")], goesOn: { false }).isEmpty)
    }
}
