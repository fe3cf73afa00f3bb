import HubCore
import Testing

@testable import HubModels

@Suite struct RoutingClausesTests {
    let scanner = RoutingScanner(letters: RoutingLetters(), functionWords: RoutingFunctionWords())

    private func clauses(_ text: String) -> [String] {
        let scanned = scanner.scan(text)
        return RoutingClauses().clauses(of: scanned).map { clause in
            scanned.words[clause].map { String(decoding: scanned.letters[$0.letters], as: UTF8.self) }
                .joined(separator: " ")
        }
    }

    @Test func seamsAreMarksAndConjunctions() {
        #expect(clauses("one parcel") == ["one parcel"])
        #expect(clauses("one parcel and two letters") == ["one parcel", "two letters"])
        #expect(clauses("one parcel as well as two letters, also stamps") == ["one parcel", "two letters", "stamps"])
        #expect(clauses("kho và xe, đồng thời tàu") == ["kho", "xe", "tau"])
        #expect(clauses("kho va xe dong thoi tau") == ["kho", "xe", "tau"])
        #expect(clauses("") == [])
    }

    @Test func aWordOfOtherMarksIsNoConjunction() {
        #expect(clauses("kho vá xe").count == 1)
        #expect(clauses("kho va xe").count == 2)
    }

    @Test func textsOfVeryManyClausesAreReadAsOne() {
        #expect(clauses(String(repeating: "parcel and ", count: 100)).isEmpty)
    }
}
