import Testing

@testable import HubKnowledge

@Suite struct TextUnitsTests {
    @Test(arguments: [
        ("Một câu. Hai câu! Ba?", ["Một câu. ", "Hai câu! ", "Ba?"]),
        ("Giá 3.5 triệu, v.v. và thuế.", ["Giá 3.5 triệu, v.v. và thuế."]),
        ("He said \"no.\" Then he left.", ["He said \"no.\" ", "Then he left."]),
        ("one\ntwo", ["one\n", "two"]), ("第一句。第二句", ["第一句。", "第二句"]), ("", []),
    ])
    func endsSentencesWhereTheyEnd(text: String, expected: [String]) {
        #expect(TextUnits.sentences(text[...]).map(String.init) == expected)
    }

    @Test func cutsAtAWordWhereOneEndsLateEnough() {
        #expect(TextUnits.head("mot hai ba bon", limit: 9) == "mot hai ")
        #expect(TextUnits.head("m hhhhhhhhhhhhh", limit: 9) == "m hhhhhhh")
        #expect(TextUnits.head("ngắn", limit: 9) == "ngắn")
        #expect(TextUnits.head("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", limit: 1) == "👨‍👩‍👧‍👦")
    }

    @Test func repeatsFromASentenceElseAWordElseACharacter() {
        #expect(TextUnits.tail("Dài lắm. Câu một. Câu hai. ", limit: 20) == "Câu một. Câu hai. ")
        #expect(TextUnits.tail("không có câu nào", limit: 9) == "câu nào")
        #expect(TextUnits.tail("abcdefgh", limit: 3) == "fgh")
        #expect(TextUnits.tail("abc", limit: 9) == "abc")
        #expect(TextUnits.tail("abc", limit: 0) == "")
    }
}
