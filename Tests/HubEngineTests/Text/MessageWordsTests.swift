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
