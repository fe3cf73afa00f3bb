import HubCore
import Testing

struct LabelsTests {
    @Test func prefersTheLanguageThenEnglishThenAny() {
        let both = Label([.english: "Debt", .vietnamese: "Công nợ"])
        #expect(both.text(in: .vietnamese) == "Công nợ")
        #expect(both.text(in: .english) == "Debt")
        #expect(Label([.english: "Debt"]).text(in: .vietnamese) == "Debt")
        #expect(Label([.vietnamese: "Công nợ"]).text(in: .english) == "Công nợ")
        #expect(Label().text(in: .english) == nil)
    }
}
