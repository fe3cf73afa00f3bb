import HubCore
import Testing

@testable import HubModels

@Suite struct ReadingPartsTests {
    private func words(_ text: String) -> [String] { Utterance(text).words.map(\.text) }

    @Test func marksHoldValuesTogetherAndPartWords() {
        #expect(words("SKU-12345, 15.432,50; a@b.vn!") == ["SKU-12345", "15.432,50", "a@b.vn"])
        #expect(words("MST:0104985841=x") == ["MST", "0104985841", "x"])
        #expect(words("at 10:30 (15/10/2025).") == ["at", "10:30", "15/10/2025"])
        #expect(words("what's \"it\"") == ["what", "s", "it"])
        #expect(words("0104985841,0312345678") == ["0104985841", "0312345678"])
        #expect(words("- 5 and -5 and a-5") == ["5", "and", "-5", "and", "a-5"])
        #expect(words("") == [])
    }

    @Test func combiningMarksBelongToTheirWord() {
        let decomposed = "no\u{31B}\u{323} cu\u{303}"
        #expect(Utterance(decomposed).words.map(\.folded) == ["no", "cu"])
    }

    @Test func quotationsAreFound() {
        #expect(Utterance("say “a b” or 'c d' or «e», it's x's").quotations.map(\.text) == ["a b", "c d", "e"])
    }

    @Test func onlyTheBeginningOfALongTextIsRead() {
        let utterance = Utterance(String(repeating: "word ", count: 100_000))
        #expect(utterance.words.count == Utterance.wordLimit)
        #expect(utterance.scalars.count == Utterance.scalarLimit)
    }

    @Test func capitalsMeanNothingInAShout() {
        #expect(Utterance("SHOW ME ABC123").isShouted)
        #expect(!Utterance("Show me ABC123").isShouted)
    }

    @Test(arguments: [
        ("invoices", "invoice"), ("categories", "category"), ("boxes", "box"), ("status", "status"),
        ("address", "address"),
        ("tracking", "track"), ("shipped", "shipp"), ("his", "his"), ("nghieng", "nghieng"), ("used", "used"),
    ])
    func endingsAreTakenOff(_ word: String, _ stem: String) { #expect(Stem.of(word) == stem) }

    @Test(arguments: [
        ("15,432.50", Language.english, "15432.50"), ("15.432,50", .vietnamese, "15432.50"),
        ("1.500", .vietnamese, "1500"), ("1.500", .english, "1.500"), ("1,500", .english, "1500"),
        ("1,500", .vietnamese, "1.500"), ("3.5", .vietnamese, "3.5"), ("1.234.567", .english, "1234567"),
        ("0", .english, "0"), ("0.5", .english, "0.5"), ("15.432,50", .english, "15432.50"), ("+7", .english, "7"),
    ])
    func numeralsAreReadAsTheLanguageWritesThem(_ text: String, _ language: Language, _ literal: String) throws {
        #expect(try #require(SpokenDigits(text, language: language)).literal == literal)
    }

    @Test(arguments: ["0104985841", "1,2,3", "12,34.5", "1.2.3", "abc", "12-3", "1,,2"])
    func whatIsNoNumeralIsNone(_ text: String) { #expect(SpokenDigits(text, language: .english) == nil) }

    @Test func movingTheDecimalMarkIsExact() throws {
        for (text, power, literal) in [("1.25", 6, "1250000"), ("0.0000001", 3, "0.0001"), ("2", 9, "2000000000")] {
            var digits = try #require(SpokenDigits(text, language: .english))
            digits.shift(by: power)
            #expect(digits.literal == literal)
        }
    }

    @Test func calendarArithmeticHolds() throws {
        let leap = try #require(CivilDate(year: 2024, month: 2, day: 29))
        #expect(leap.adding(days: 1).iso == "2024-03-01")
        #expect(leap.adding(days: -366).iso == "2023-02-28")
        #expect(CivilDate(year: 1900, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2000, month: 2, day: 29) != nil)
        #expect(CivilDate(year: 2025, month: 4, day: 31) == nil)
        let epoch = try #require(CivilDate(year: 1970, month: 1, day: 1))
        #expect(epoch.dayNumber == 0)
        #expect(epoch.adding(days: 20_414).iso == "2025-11-22")
        #expect(epoch.monthStart(adding: -1).iso == "1969-12-01")
        var day = try #require(CivilDate(year: 1999, month: 12, day: 25))
        for _ in 0..<3000 {
            let next = day.adding(days: 1)
            #expect(next > day && next.dayNumber == day.dayNumber + 1)
            day = next
        }
        #expect(CivilDate.today().year >= 2025)
    }

    @Test(arguments: ["may i see it", "last straw", "5 máy", "the next one", "1/2/3", "99/99/2025", "12-5"])
    func whatIsNoDateIsNone(_ text: String) throws {
        let today = try #require(CivilDate(year: 2025, month: 11, day: 22))
        #expect(SpokenDate.all(in: Utterance(text), today: today).isEmpty)
    }

    @Test func factsOfAToolAreWorkedOutOnce() {
        let cache = BuiltinToolCache(limit: 4)
        #expect(cache.facts(of: .debt) === cache.facts(of: .debt))
        var changed = ModelTool.debt
        changed.labels = [:]
        #expect(cache.facts(of: changed) !== cache.facts(of: .debt))
        #expect(cache.count == 2)
        for index in 0..<10 { _ = cache.facts(of: .make("tool\(index)")) }
        #expect(cache.count <= 4)
        let roomy = BuiltinToolCache()
        for index in 0..<40 {
            _ = roomy.facts(of: .make("one", properties: ["p": ["type": "string", "maxLength": .int(index)]]))
        }
        #expect(roomy.count == BuiltinToolCache.variantLimit)
    }
}
