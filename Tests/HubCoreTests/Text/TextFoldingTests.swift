import HubCore
import Testing

struct TextFoldingTests {
    @Test(arguments: [
        ("", ""), ("ABC xyz 09", "abc xyz 09"), ("Công nợ Đức", "cong no duc"), ("ĐẶNG THỊ HƯỜNG", "dang thi huong"),
        ("đ Đ", "d d"), ("tiếng Việt", "tieng viet"), ("Straße", "straße"), ("日本 ΣΑ", "日本 σα"),
        ("ăâêôơưđ ĂÂÊÔƠƯĐ", "aaeooud aaeooud"),
    ])
    func foldsCaseAndVietnameseLetters(text: String, folded: String) {
        #expect(TextFolding.fold(text) == folded)
    }

    @Test func foldsComposedAndDecomposedAlike() {
        #expect(TextFolding.fold("e\u{302}\u{301} o\u{31B}\u{323}") == "e o")
        #expect(TextFolding.fold("\u{1EBF} \u{1EE3}") == "e o")
    }

    @Test(arguments: [
        ("cong no", false), ("", false), ("công nợ", true), ("ĐỨC", true), ("đ", true), ("o\u{31B}", true),
        ("日本", false), ("naïve ß", false),
    ])
    func tellsVietnameseLetters(text: String, expected: Bool) {
        #expect(TextFolding.hasVietnameseLetters(text) == expected)
    }
}
