import Support
import Testing

@Suite(.timeLimit(.minutes(2))) struct VietnameseTests {
    private let harness: RAGToolHarness

    init() async throws {
        harness = try RAGToolHarness()
        try await harness.ingest([
            "return": ["Chính sách đổi trả: khách hàng được đổi hàng trong ba mươi ngày."],
            "debt": ["Công nợ của đại lý được đối chiếu vào cuối tháng."],
            "card": ["Thẻ nhân viên phải được đeo tại nơi làm việc."],
            "peace": ["Hoà bình là tên của phòng họp ở tầng ba."],
            "plain": ["Nghi phep nam: moi nhan vien co muoi hai ngay."],
            "ma": ["Tên con ma trong truyện kể là một nhân vật."],
            "code": ["Mã của sản phẩm có tám chữ số."],
        ])
    }

    @Test(arguments: [
        ("Chính sách đổi trả", "return"), ("chinh sach doi tra", "return"), ("CHÍNH SÁCH ĐỔI TRẢ", "return"),
        ("đối chiếu công nợ", "debt"), ("doi chieu cong no", "debt"), ("đại lý", "debt"), ("dai ly", "debt"),
        ("nghỉ phép năm", "plain"), ("nghi phep nam", "plain"),
        ("mã sản phẩm", "code"), ("ma san pham", "code"),
    ])
    func findsWithAndWithoutDiacritics(_ query: String, _ document: String) async throws {
        #expect(try await harness.found(query).first == document)
    }

    /// "hòa" and "hoà" are spellings of one word; letters may also come taken apart.
    @Test(arguments: ["hòa bình", "hoà bình", "ho\u{61}\u{300} bi\u{300}nh", "HÒA BÌNH"])
    func takesSpellingsOfAWordForOne(_ query: String) async throws {
        #expect(try await harness.found(query) == ["peace"])
    }

    @Test func foldsTheLetterD() async throws {
        #expect(try await harness.found("deo the") == ["card"])
        #expect(try await harness.found("đeo thẻ") == ["card"])
        #expect(try await harness.found("ĐEO THẺ") == ["card"])
    }

    @Test func takesMarksThatAreWrittenForMeant() async throws {
        // "ma" (a ghost) and "mã" (a code) are the same without marks.
        #expect(try await harness.found("mã") == ["code"])
        #expect(Set(try await harness.found("ma")) == ["code", "ma"])
    }

    @Test func doesNotTakeOtherWordsForExactOnes() async throws {
        try await harness.ingest([
            "false": [String(repeating: "doi tra, đòi trà, đói tra. ", count: 20)],
            "true": ["Một đoạn dài nói về nhiều việc khác, và có nhắc tới việc đổi trả hàng ở cuối đoạn văn này."],
        ])
        let found = try await harness.found("đổi trả")
        #expect(found.first != "false")
        #expect(found.contains("true"))
        #expect(found.contains("return"))
    }
}
