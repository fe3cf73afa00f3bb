import HubCore
import Support
import Testing

@testable import HubKnowledge

@Suite struct ChunkerTests {
    private func chunks(_ blocks: [DocumentBlock], _ limit: Int = 200, overlap: Int = 0) throws -> [KnowledgeChunk] {
        let name = try #require(CollectionName("c"))
        return Chunker.chunks(
            of: blocks, in: KnowledgeCollection(name: name, chunkCharacters: limit, overlapCharacters: overlap))
    }

    @Test func keepsShortPartsOfASectionTogetherUnderItsHeadings() throws {
        let chunks = try chunks([
            DocumentBlock(.heading(level: 1, "Sổ tay")), DocumentBlock(.heading(level: 2, "Đổi trả")),
            DocumentBlock(.paragraph("Trong 30 ngày.")), DocumentBlock(.listItem("Còn tem.")),
            DocumentBlock(.listItem("Còn hoá đơn.")), DocumentBlock(.heading(level: 2, "Giao hàng")),
            DocumentBlock(.paragraph("Hai ngày.")), DocumentBlock(.heading(level: 1, "Phụ lục")),
        ])
        #expect(chunks.map(\.heading) == ["Sổ tay › Đổi trả", "Sổ tay › Giao hàng", "Phụ lục"])
        #expect(
            chunks.map(\.text) == [
                "Sổ tay\n\nĐổi trả\n\nTrong 30 ngày.\n- Còn tem.\n- Còn hoá đơn.", "Giao hàng\n\nHai ngày.", "Phụ lục",
            ])
        #expect(chunks.map(\.index) == [0, 1, 2])
    }

    @Test func repeatsNoLongHeadingInEachSection() throws {
        let long = String(repeating: "a", count: 100_000)
        let parts = (1...500).flatMap {
            [DocumentBlock(.heading(level: 2, "Part \($0)")), DocumentBlock(.paragraph("Text \($0)."))]
        }
        let sections = ChunkSection.sections(of: [DocumentBlock(.heading(level: 1, long))] + parts)
        #expect(sections.count == 500)
        #expect(sections.allSatisfy { ($0.heading ?? "").utf8.count < 1000 })
        #expect(sections.last?.heading?.hasSuffix("… › Part 500") == true)
        // It is text all the same.
        #expect(sections[0].pieces.first?.text.count == long.count)
    }

    @Test func endsAChunkWithItsPageAndRepeatsOverIt() throws {
        let chunks = try chunks(
            [
                DocumentBlock(.paragraph("Trang một. Câu cuối của trang một."), page: 1),
                DocumentBlock(.paragraph("Trang hai."), page: 2),
            ], overlap: 30)
        #expect(chunks.map(\.page) == [1, 2])
        #expect(chunks[1].text == "Câu cuối của trang một.\n\nTrang hai.")
    }

    @Test func saysATablesHeaderInEachChunk() throws {
        let rows = (1...20).map { "Sản phẩm \($0) | \($0 * 1000) đ" }
        let chunks = try chunks([DocumentBlock(.table(header: "Tên | Giá", rows: rows))], 200, overlap: 80)
        #expect(chunks.count > 2)
        #expect(chunks.allSatisfy { $0.text.hasPrefix("Tên | Giá\n") && $0.text.count <= 200 })
        #expect(chunks.flatMap { $0.text.split(separator: "\n").dropFirst() }.map(String.init) == rows)
    }

    @Test func saysAHeaderThatWouldFillChunksOnce() throws {
        let header = String(repeating: "cột ", count: 40)
        let chunks = try chunks([DocumentBlock(.table(header: header, rows: (1...40).map { "dòng \($0)" }))])
        #expect(chunks.count { $0.text.contains("cột") } == 1)
    }

    @Test func cutsALongSentenceBetweenWordsAndRepeatsItsEnd() throws {
        let words = (1...100).map { "từ\($0)" }
        let chunks = try chunks([DocumentBlock(.paragraph(words.joined(separator: " ")))], 200, overlap: 20)
        for (chunk, next) in zip(chunks, chunks.dropFirst()) {
            let repeated = try #require(chunk.text.split(separator: " ").last)
            #expect(next.text.split(separator: " ").contains(repeated))
        }
        #expect(Set(chunks.flatMap { $0.text.split(separator: " ").map(String.init) }) == Set(words))
    }

    @Test func leavesOutChunksOfNothing() throws {
        #expect(try chunks([DocumentBlock(.code([" ", "", "  "]))]) == [])
        #expect(try chunks([]) == [])
    }

    /// For documents of every kind and size: all text is there in order, no chunk is too long, what is repeated is the end of
    /// what was before, and no character is cut.
    @Test(arguments: 0..<150)
    func coversEveryDocument(seed: UInt64) throws {
        var numbers = SeededNumbers(seed: seed)
        let blocks = Self.document(&numbers)
        let limit = Int.random(in: 1...300, using: &numbers)
        let overlap = Int.random(in: 0...limit, using: &numbers)
        let drafts = Chunker.drafts(of: blocks, limit: limit, overlap: overlap)
        let text = drafts.flatMap(\.parts).filter { !$0.isRepeated }.map(\.text).joined()
        let source = blocks.flatMap { block in
            if case .listItem(let text) = block.content { return ["- " + text] }
            return block.lines
        }.joined()
        #expect(Self.characters(text) == Self.characters(source))
        var before = ""
        for draft in drafts {
            let whole = draft.parts.map(\.text).joined()
            #expect(whole.count <= limit, "seed \(seed)")
            let repeated = draft.parts.prefix(while: \.isRepeated).first?.text ?? ""
            if !repeated.isEmpty, !Self.isHeader(repeated, blocks) {
                #expect(before.hasSuffix(repeated) && repeated.count <= min(overlap, limit / 2), "seed \(seed)")
            }
            before = draft.parts.drop(while: \.isRepeated).map(\.text).joined()
            #expect(!before.isEmpty)
            let pages = Set(draft.parts.filter { !$0.isRepeated }.isEmpty ? [] : [draft.page])
            #expect(pages.count == 1)
        }
    }

    private static func characters(_ text: String) -> [Character] { text.filter { !$0.isWhitespace }.map { $0 } }

    private static func isHeader(_ text: String, _ blocks: [DocumentBlock]) -> Bool {
        blocks.contains { block in
            if case .table(let header?, _) = block.content { return text == header + "\n" }
            return false
        }
    }

    private static func document(_ numbers: inout SeededNumbers) -> [DocumentBlock] {
        let words = [
            "nghiêng", "ế", "hàng.", "Trả!", "👨‍👩‍👧‍👦", "e\u{301}\u{323}", "한국어。", "a", "supercalifragilistic", "3.5", "🇻🇳",
            "Ổn?",
        ]
        func line(_ most: Int) -> String {
            (0..<Int.random(in: 1...most, using: &numbers)).map { _ in words.randomElement(using: &numbers) ?? "" }
                .joined(separator: Bool.random(using: &numbers) ? " " : ".")
        }
        var page: Int? = Bool.random(using: &numbers) ? 1 : nil
        return (0..<Int.random(in: 0...30, using: &numbers)).map { _ in
            if Int.random(in: 0..<6, using: &numbers) == 0 { page = page.map { $0 + 1 } }
            let content: DocumentBlock.Content =
                switch Int.random(in: 0..<5, using: &numbers) {
                case 0: .heading(level: Int.random(in: 0...6, using: &numbers), line(6))
                case 1: .listItem(line(30))
                case 2: .code((0..<5).map { _ in line(12) })
                case 3:
                    .table(header: Bool.random(using: &numbers) ? line(8) : nil, rows: (0..<6).map { _ in line(20) })
                case _: .paragraph(line(200))
                }
            return DocumentBlock(content, page: page)
        }
    }
}
