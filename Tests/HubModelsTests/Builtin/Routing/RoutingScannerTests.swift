import HubCore
import Testing

@testable import HubModels

@Suite struct RoutingScannerTests {
    let scanner = RoutingScanner(letters: RoutingLetters(), functionWords: RoutingFunctionWords())

    private func letters(_ text: String) -> [String] {
        let scanned = scanner.scan(text)
        return scanned.words.map { String(decoding: scanned.letters[$0.letters], as: UTF8.self) }
    }

    private func kinds(_ text: String) -> [RoutingWord.Kind] { scanner.scan(text).words.map(\.kind) }

    @Test func wordsAreFolded() {
        #expect(letters("Công NỢ của Đức") == ["cong", "no", "cua", "duc"])
        #expect(letters("Co\u{302}ng no\u{31B}\u{323}") == ["cong", "no"])
        #expect(letters("what's don’t") == ["whats", "dont"])
        #expect(letters("ca\u{200B}fé 漢字") == ["cafe", "漢字"])
    }

    @Test func identifiersAreTakenApart() {
        #expect(
            letters("AgentDebt get_customer_debt taxCode") == [
                "agent", "debt", "get", "customer", "debt", "tax", "code",
            ])
    }

    @Test func marksMakeASpellingOfTheirOwn() {
        let words = scanner.scan("nợ nó no").words
        #expect(Set(words.map(\.identity)).count == 1)
        #expect(Set(words.map(\.spelling)).count == 3)
        #expect(words.map(\.isMarked) == [true, true, false])
    }

    @Test func numbersAndCodesAreKnownByTheirShape() {
        #expect(kinds("0104985841 12345 7") == [.number(5), .number(3), .number(1)])
        #expect(kinds("parcel ABC123") == [.content, .code])
        #expect(kinds("parcel SKU-12345") == [.content, .code, .number(3)])
        #expect(kinds("well-known parcel-service") == [.content, .content, .content, .content])
        let words = scanner.scan("AB12 XY99").words
        #expect(words.first?.token == words.last?.token)
        #expect(words.first?.identity != words.last?.identity)
    }

    @Test func clausesBeginAfterMarksAndNotInsideNumbers() {
        func boundaries(_ text: String) -> [Int] {
            scanner.scan(text).words.enumerated().filter { $0.element.boundary == .clause }.map(\.offset)
        }
        #expect(boundaries("parcel, letter") == [1])
        #expect(boundaries("parcel,letter") == [1])
        #expect(boundaries("parcel. Letter? Stamp; card\nbox") == [1, 2, 3, 4])
        #expect(boundaries("15,432.50 and v1.2 at erp.example.com").isEmpty)
        #expect(boundaries("parcel letter").isEmpty)
    }

    @Test func functionWordsDependOnTheLanguageSpoken() {
        #expect(kinds("where is the parcel") == [.function, .function, .function, .content])
        #expect(kinds("nó ở đâu") == [.function, .function, .function])
        #expect(kinds("nợ ở đâu") == [.content, .function, .function])
        #expect(kinds("kho o dau the nao") == [.content, .function, .function, .function, .function])
        #expect(kinds("parcel X") == [.content, .function])
    }

    @Test func wordsThatATenantSpellsOtherwiseAreContentWithoutDiacriticsToo() {
        var own = scanner
        own.functionWords.learn(from: scanner.scan("dư nợ"))
        #expect(scanner.scan("no o dau").words.first?.kind == .function)
        #expect(own.scan("no o dau").words.first?.kind == .content)
    }

    @Test func onlyTheEndsOfALongTextAreRead() {
        let text = "first " + String(repeating: "middle ", count: 20_000) + "last"
        let scanned = scanner.scan(text)
        #expect(scanned.words.count < 2_000)
        #expect(scanned.letters.starts(with: Array("first".utf8)))
        #expect(scanned.letters.suffix(4) == Array("last".utf8)[...])
        #expect(scanner.scan(String(repeating: "a", count: 100_000)).letters.count < 200)
    }
}
