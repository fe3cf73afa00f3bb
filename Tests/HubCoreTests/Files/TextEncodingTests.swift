import HubCore
import Testing

@Suite struct TextEncodingTests {
    private let text = "Chính sách đổi trả: trong 30 ngày.\n"

    private func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
        text.utf16.flatMap { bigEndian ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }

    @Test func knowsUTF8WithAndWithoutItsMark() {
        #expect(TextEncoding.detect(Array(text.utf8)) == .utf8)
        let marked = [0xEF, 0xBB, 0xBF] + Array(text.utf8)
        #expect(TextEncoding.detect(marked) == .utf8)
        #expect(TextEncoding.utf8.decode(marked) == text)
    }

    @Test func knowsUTF8ThatIsCutAnywhere() {
        let bytes = Array("đổi 😀".utf8)
        for length in 1...bytes.count { #expect(TextEncoding.detect(bytes.prefix(length)) == .utf8) }
    }

    @Test(arguments: [false, true])
    func knowsUTF16WithAndWithoutItsMark(bigEndian: Bool) {
        let expected: TextEncoding = bigEndian ? .utf16BigEndian : .utf16LittleEndian
        let plain = utf16(text + "😀", bigEndian: bigEndian)
        let marked = utf16("\u{FEFF}" + text + "😀", bigEndian: bigEndian)
        for bytes in [plain, marked] {
            #expect(TextEncoding.detect(bytes) == expected)
            #expect(expected.decode(bytes) == text + "😀")
        }
    }

    @Test func readsWindows1258() {
        // "Đổi trả ạ ₫" as that code page writes it: base letters, then tones.
        let bytes: [UInt8] =
            [0xD0, 0xF4, 0xD2, 0x69] + Array(" tra".utf8) + [0xD2, 0x20, 0x61, 0xF2, 0x20, 0xFE]
            + Array(" trong ba muoi ngay".utf8)
        #expect(TextEncoding.detect(bytes) == .windows1258)
        #expect(TextEncoding.windows1258.decode(bytes) == "Đổi trả ạ ₫ trong ba muoi ngay")
    }

    @Test(
        arguments: [
            [0xD8, 0xD9, 0xFF, 0xFE, 0x41], [0x41, 0x81, 0x42, 0x43], [0x41, 0x00, 0x42], [0x41, 0x1B, 0x42],
            [0xFF, 0xFE, 0x00, 0xDC], [0xFE, 0xFF, 0xD8, 0x00, 0x00, 0x41],
        ] as [[UInt8]])
    func refusesWhatIsNoText(bytes: [UInt8]) { #expect(TextEncoding.detect(bytes) == nil) }

    @Test func decodesWhatIsBrokenWithoutFailing() {
        #expect(TextEncoding.utf8.decode([0x41, 0xFF, 0x42]) == "A\u{FFFD}B")
        #expect(TextEncoding.windows1258.decode([0x41, 0x81]) == "A\u{FFFD}")
        #expect(TextEncoding.utf16LittleEndian.decode([0x41, 0x00, 0x42]) == "A")
    }
}
