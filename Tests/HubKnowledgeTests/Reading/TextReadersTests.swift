import HubCore
import Testing

@testable import HubKnowledge

@Suite struct TextReadersTests {
    @Test func cleansTextToItsCanonicalForm() {
        #expect(
            Array(CleanText.clean("Tie\u{302}\u{301}ng Vie\u{323}\u{302}t").unicodeScalars)
                == Array("Tiếng Việt".unicodeScalars))
        #expect(
            Array(CleanText.clean("o\u{31B}\u{309} \u{110}u\u{31B}\u{301}c").unicodeScalars)
                == Array("\u{1EDF} Đức".unicodeScalars))
        // A base letter with a tone, as Windows-1258 writes it.
        #expect(Array(CleanText.clean("\u{1A1}\u{309}").unicodeScalars) == ["\u{1EDF}"])
        #expect(CleanText.clean("a\u{0}b\u{7}c\u{200B}d\u{FEFF}e\u{202E}f\u{AD}g") == "abcdefg")
        #expect(CleanText.clean("a\r\nb\rc\u{2028}d\te") == "a\nb\nc\nd e")
        #expect(CleanText.clean("👨‍👩‍👧‍👦") == "👨‍👩‍👧‍👦")
        let marks = "a" + String(repeating: "\u{301}", count: 100_000)
        #expect(CleanText.clean(marks).unicodeScalars.count <= 17)
        #expect(CleanText.line("  hai \n từ\u{A0} ") == "hai từ")
    }

    @Test func readsParagraphsAndJoinsLinesThatAMarginBroke() {
        let text = """
            Khách hàng được đổi trả hàng trong vòng ba mươi ngày kể từ
            ngày mua, nếu hàng còn nguyên tem và có hoá đơn đi-
            kèm theo.

            Ngắn
            lại ngắn
            """
        #expect(
            PlainTextReader.read(text).blocks.map(\.content) == [
                .paragraph(
                    "Khách hàng được đổi trả hàng trong vòng ba mươi ngày kể từ ngày mua, nếu hàng còn nguyên tem và có hoá đơn đikèm theo."
                ), .paragraph("Ngắn\nlại ngắn"),
            ])
    }

    @Test(arguments: [
        ("Tên,Giá\n\"Bàn, ghế\",\"1 \"\"triệu\"\"\"\nTủ,2\n", ["Tên | Giá", "Bàn, ghế | 1 \"triệu\"", "Tủ | 2"]),
        ("Tên;Giá\r\nBàn;1,5\r\nTủ;2,5\r\n", ["Tên | Giá", "Bàn | 1,5", "Tủ | 2,5"]),
        ("Tên\tGiá\nBàn\t1,5", ["Tên | Giá", "Bàn | 1,5"]),
        ("a,b\n\"two\nlines\",x", ["a | b", "two lines | x"]), ("một cột\nhai", ["một cột", "hai"]),
        ("a,b\n\n,\n1,2", ["a | b", "1 | 2"]), ("a,b\n\"never closed,1\n2", ["a | b", "never closed,1 2"]),
    ])
    func readsCSV(text: String, lines: [String]) {
        let blocks = CSVReader.read(text).blocks
        #expect(blocks.flatMap(\.lines) == lines)
        #expect(blocks.count == 1)
    }

    @Test func readsMarkdown() {
        let text = """
            ---
            title: "Sổ tay"
            ---
            Mở đầu
            ======

            Đoạn một
            tiếp tục.
            ## Đổi *trả* ##
            - mục **một**
              còn nữa
            2. mục hai
            > trích dẫn

            | Tên | Giá |
            |-----|:---:|
            | Bàn | 1 \\| 2 |
            ```swift
            # không phải tiêu đề
              lùi vào
            ```
            ***
            #không phải tiêu đề
            """
        let document = MarkdownReader.read(text)
        #expect(document.title == "Sổ tay")
        #expect(
            document.blocks.map(\.content) == [
                .heading(level: 1, "Mở đầu"), .paragraph("Đoạn một tiếp tục."), .heading(level: 2, "Đổi trả"),
                .listItem("mục **một** còn nữa"), .listItem("2. mục hai trích dẫn"),
                .table(header: "Tên | Giá", rows: ["Bàn | 1 | 2"]),
                .code(["# không phải tiêu đề", "  lùi vào"]), .paragraph("#không phải tiêu đề"),
            ])
    }

    @Test func keepsCodeThatNeverEnds() {
        #expect(MarkdownReader.read("```\nx\ny").blocks.map(\.content) == [.code(["x", "y"])])
    }

    @Test func takesEachKindInEachEncoding() async throws {
        let utf16: [UInt8] = [0xFF, 0xFE] + "Xin chào".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let document = try await Documents.read(utf16, .text)
        #expect(document.blocks.map(\.content) == [.paragraph("Xin chào")])
        let windows: [UInt8] = [0xD0, 0xF4, 0xD2, 0x69] + Array(" tra hang".utf8)
        let old = try await Documents.read(windows, .text)
        #expect(old.blocks.first?.lines.first.map { Array($0.unicodeScalars) } == Array("Đổi tra hang".unicodeScalars))
    }

    @Test func refusesWhatIsNoTextOrNone() async throws {
        #expect(try await Documents.failure([0, 1, 2, 3], .text) == .broken)
        #expect(try await Documents.failure([], .text) == .empty)
        #expect(try await Documents.failure(Array(" - \n.\n".utf8), .markdown) == .empty)
        var limits = ReadingLimits()
        limits.textBytes = 10
        #expect(try await Documents.failure(Array("a longer text".utf8), .text, limits: limits) == .tooLarge)
        limits = ReadingLimits()
        limits.textParts = 8
        #expect(try await Documents.failure(Array("a,b\n1,2\n3,4\n5,6\n".utf8), .csv, limits: limits) == .tooLarge)
        #expect(try await Documents.read(Array("a,b\n1,2\n3,4\n".utf8), .csv, limits: limits).blocks.count == 1)
        limits = ReadingLimits()
        limits.blocks = 3
        #expect(try await Documents.failure(Array("a\n\nb\n\nc\n\nd".utf8), .text, limits: limits) == .tooLarge)
    }

    @Test(
        arguments: [("a\nb\nc\nd\n", .csv), ("a\rb\rc\rd\r", .csv), ("a\r\nb\r\nc\r\nd\r\n", .text)]
            as [(String, MediaType)])
    func refusesMoreLinesThanAreRead(_ text: String, _ type: MediaType) async throws {
        var limits = ReadingLimits()
        limits.textParts = 4
        #expect(try await Documents.failure(Array(text.utf8), type, limits: limits) == .tooLarge)
        limits.textParts = 5
        #expect(try await Documents.read(Array(text.utf8), type, limits: limits).blocks.count == 1)
    }

    @Test func refusesMoreRowsThanAreReadHoweverTheyStand() async throws {
        let html = Array(("<table>" + String(repeating: "<tr><td>a", count: 4) + "</table>").utf8)
        var limits = ReadingLimits()
        limits.lines = 3
        #expect(try await Documents.failure(html, .html, limits: limits) == .tooLarge)
        limits.lines = 4
        #expect(try await Documents.read(html, .html, limits: limits).blocks.count == 1)
    }

    @Test func saysThatBytesCannotBeReadNow() async throws {
        struct Down: Error {}
        let bytes = DocumentBytes(mediaType: .text, size: 5, digest: "d") { _, _ in throw Down() }
        await #expect {
            try await Documents.reader().read(bytes, Documents.scope(), language: nil, by: .after(.seconds(9)))
        } throws: {
            ($0 as? DocumentFailure)?.code == .unavailable
        }
        let short = DocumentBytes(mediaType: .text, size: 5, digest: "d") { offset, _ in offset == 0 ? [65] : [] }
        await #expect {
            try await Documents.reader().read(short, Documents.scope(), language: nil, by: .after(.seconds(9)))
        } throws: {
            ($0 as? DocumentFailure)?.code == .broken
        }
    }
}
