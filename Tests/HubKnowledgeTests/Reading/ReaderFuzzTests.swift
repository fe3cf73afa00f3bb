import HubCore
import Support
import Testing

@testable import HubKnowledge

/// Mutated documents: whatever the bytes, a reader reads or refuses, and what it reads is clean and can be cut.
@Suite struct ReaderFuzzTests {
    private static let html = """
        <html><head><title>T</title></head><body><h1>Một</h1><p>Hai &amp; &#225; <b>ba</b></p><ul><li>x</ul>
        <table><tr><th>a<th>b<tr><td>1<td>2</table><pre>c\n d</pre><script>e</script><!-- f --></body></html>
        """
    private static let markdown =
        "# Một\n\nHai\n- ba\n\n| a | b |\n|---|---|\n| 1 | \\| |\n```\ncode\n```\n> trích\nMục\n===\n"
    private static let csv = "Tên;Giá\n\"Bàn; ghế\";\"1 \"\"triệu\"\"\"\r\nTủ;2\n"

    private static let samples: [(MediaType, [UInt8])] = [
        (.html, Array(html.utf8)), (.markdown, Array(markdown.utf8)), (.csv, Array(csv.utf8)),
        (.text, Array("Một câu. Hai câu!\n\nBa\u{301}\r\n".utf8)),
        (
            .docx,
            WordFile.file(
                body: WordFile.paragraph("Một &amp; hai", "<w:pStyle w:val=\"a\"/>")
                    + "<w:tbl><w:tr><w:tc>\(WordFile.paragraph("x"))</w:tc></w:tr></w:tbl>",
                styles: "<w:style w:styleId=\"a\"><w:name w:val=\"heading 1\"/></w:style>", title: "T")
        ),
    ]

    /// Some bytes changed, cut out, doubled or moved.
    private static func mutated(_ bytes: [UInt8], _ numbers: inout SeededNumbers) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &numbers) where !bytes.isEmpty {
            let start = Int.random(in: 0..<bytes.count, using: &numbers)
            let end = min(bytes.count, start + Int.random(in: 1...12, using: &numbers))
            switch Int.random(in: 0..<5, using: &numbers) {
            case 0: bytes[start] = UInt8.random(in: 0...255, using: &numbers)
            case 1: bytes[start] ^= 1 << UInt8.random(in: 0...7, using: &numbers)
            case 2: bytes.removeSubrange(start..<end)
            case 3: bytes.insert(contentsOf: bytes[start..<end], at: Int.random(in: 0...bytes.count, using: &numbers))
            case _:
                bytes.insert(contentsOf: "<>&\"'|;,#\u{0}\u{301}".utf8.shuffled(using: &numbers).prefix(2), at: start)
            }
        }
        return bytes
    }

    @Test(arguments: 0..<40)
    func readsOrRefusesWhateverItIsGiven(seed: UInt64) async throws {
        var numbers = SeededNumbers(seed: seed)
        let reader = Documents.reader()
        for _ in 0..<25 {
            let (mediaType, sample) = try #require(Self.samples.randomElement(using: &numbers))
            let bytes = Self.mutated(sample, &numbers)
            do {
                let document = try await reader.read(
                    Documents.bytes(bytes, mediaType), Documents.scope(), language: nil, by: .after(.seconds(120)))
                #expect(!document.isEmpty)
                for line in document.blocks.flatMap(\.lines) {
                    #expect(CleanText.clean(line) == line, "seed \(seed)")
                    #expect(!line.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "seed \(seed)")
                }
                let chunks = Chunker.drafts(of: document.blocks, limit: 50, overlap: 10)
                #expect(!chunks.isEmpty)
            } catch let failure as DocumentFailure {
                #expect([.broken, .empty, .unsupported, .encrypted, .tooLarge].contains(failure.code), "seed \(seed)")
            }
        }
    }

    @Test(.enabled(if: ProgramRunner.locate("pdftotext") != nil, "poppler-utils is not installed"), arguments: 0..<12)
    func readsOrRefusesMutatedPDFs(seed: UInt64) async throws {
        var numbers = SeededNumbers(seed: seed)
        let sample = PDFWriter(information: "/Title (T)").document(["Some words on a page.", "More words."])
        for _ in 0..<3 {
            let code = try await Documents.failure(Self.mutated(sample, &numbers), .pdf)
            #expect(code != .unavailable && code != .cancelled, "seed \(seed)")
        }
    }

    @Test(arguments: 0..<20)
    func knowsOrRefusesWhateverKindItIsGiven(seed: UInt64) throws {
        var numbers = SeededNumbers(seed: seed)
        for _ in 0..<100 {
            let (_, sample) = try #require(Self.samples.randomElement(using: &numbers))
            let bytes = Self.mutated(sample, &numbers)
            let kind = MediaTypeSniffer.mediaType(of: bytes, name: "a.md")
            if let kind, kind != .docx, kind != .pdf, !kind.isImage { #expect(TextEncoding.detect(bytes) != nil) }
        }
    }

    /// A hundred megabytes of nothing: text of spaces, a PDF of zeros, a picture that nobody reads.
    @Test(arguments: [MediaType.text, .html, .csv, .markdown, .docx, .pdf])
    func bearsAHundredMegabytesOfNothing(mediaType: MediaType) async throws {
        let size = 100 << 20
        let bytes = DocumentBytes(mediaType: mediaType, size: size, digest: "n") { offset, length in
            [UInt8](repeating: 0x20, count: min(length, size - offset))
        }
        await #expect {
            try await Documents.reader().read(bytes, Documents.scope(), language: nil, by: .after(.seconds(120)))
        } throws: {
            [.tooLarge, .broken].contains(($0 as? DocumentFailure)?.code)
        }
    }
}
