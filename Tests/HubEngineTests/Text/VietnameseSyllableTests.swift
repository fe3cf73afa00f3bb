import Testing

@testable import HubEngine

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
