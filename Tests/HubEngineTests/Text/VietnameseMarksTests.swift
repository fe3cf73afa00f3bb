import Testing

@testable import HubEngine

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
