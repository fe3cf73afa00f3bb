import Testing

@testable import HubEngine

struct MessageWordsTests {
    @Test func cutsWordsAndKeepsCodesWhole() {
        let message = MessageWords("Where's “QUA-12/3”, then? (0000000001)")
        #expect(message.words.map(\.text) == ["Where's", "QUA", "12", "3", "then", "0000000001"])
        #expect(message.tokens == ["Where's", "QUA-12/3", "then", "0000000001"])
        #expect(message.folded == "where's qua 12 3 then 0000000001")
    }

    @Test func foldsVietnamese() {
        #expect(MessageWords("Tổ ong Đức").folded == "to ong duc")
    }

    @Test func knowsCapitalsAndCodes() {
        let words = MessageWords("MST Hanoi a1 hive I").words
        #expect(words.map(\.isAllUpperCase) == [true, false, false, false, false])
        #expect(words.map(\.startsUpperCase) == [true, true, false, false, true])
        #expect(words.map(\.isPlain) == [true, true, false, true, true])
    }

    @Test func readsTheBeginningOfAHugeMessage() {
        let message = MessageWords(String(repeating: "word ", count: 20_000))
        #expect(message.words.count == MessageWords.maximumWords)
    }

    @Test(arguments: [("", 0), ("  ?!  ", 0), ("'quoted'", 1), ("don’t", 1)])
    func punctuationIsNoWord(_ message: String, _ count: Int) {
        #expect(MessageWords(message).words.count == count)
        #expect(MessageWords(message).tokens.count == count)
    }
}

struct VietnameseMarksTests {
    @Test(arguments: ["hội", "đi", "Ơn", "ả", "ướt", "mã̉", "tin\u{323}"])
    func someLettersAreVietnameseOnly(_ word: String) {
        guard case .unmistakable = VietnameseMarks(of: word) else {
            Issue.record("\(word) is not recognised")
            return
        }
    }

    @Test(arguments: ["café", "là", "São", "naïve"])
    func othersAreShared(_ word: String) {
        guard case .shared = VietnameseMarks(of: word) else {
            Issue.record("\(word) is taken for Vietnamese only")
            return
        }
    }
}

struct VietnameseSyllableTests {
    @Test(arguments: [
        "nguyen", "nghieng", "khuyu", "giup", "quyet", "thuong", "ong", "y", "yeu", "uong", "gi", "que", "tieng",
        "xoong",
        "toan", "khach", "hoach", "tuyen", "ruou", "gia", "truoc",
    ])
    func acceptsSyllables(_ word: String) { #expect(VietnameseSyllable.isPossible(word)) }

    @Test(arguments: [
        "show", "stock", "thing", "street", "honey", "date", "with", "friend", "zebra", "fan", "wait", "price", "quick",
        "queue", "", "hoaaaaaaaaa", "kg", "see",
    ])
    func refusesOtherWords(_ word: String) { #expect(!VietnameseSyllable.isPossible(word)) }
}

struct FieldNameTests {
    @Test(arguments: [
        ("hive_number", "hive_number"), ("hiveNumber", "hive_number"), ("HiveNumber", "hive_number"),
        ("Hive-Number", "hive_number"), ("hive number", "hive_number"), ("HTTPStatus", "http_status"), ("ID", "id"),
        ("AgentHoney", "agent_honey"), ("Số tổ", "so_to"), ("row2Id", "row2_id"), ("__a__", "__a__"), ("A--b", "a_b"),
    ])
    func writesSnakeCase(_ name: String, _ snake: String) { #expect(FieldName.snake(name) == snake) }
}
