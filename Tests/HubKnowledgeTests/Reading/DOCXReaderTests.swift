import HubCore
import Support
import Testing

@testable import HubKnowledge

@Suite struct DOCXReaderTests {
    private let heading = "<w:pStyle w:val=\"Tieude1\"/>"
    private let styles = """
        <w:style w:styleId="Tieude1"><w:name w:val="heading 1"/></w:style>
        <w:style w:styleId="Con"><w:name w:val="Con"/><w:basedOn w:val="Tieude1"/></w:style>
        <w:style w:styleId="Vong"><w:name w:val="Vong"/><w:basedOn w:val="Vong"/></w:style>
        """

    private func failure(_ file: [UInt8], _ limits: ReadingLimits = ReadingLimits()) -> DocumentFailure.Code? {
        do throws(DocumentFailure) {
            _ = try DOCXReader.read(file, limits: limits)
            return nil
        } catch {
            #expect(!error.message.isEmpty)
            return error.code
        }
    }

    @Test func readsHeadingsParagraphsListsTablesAndNotes() throws {
        let p = WordFile.paragraph
        let body =
            p("Chính sách", heading) + p("Con", "<w:pStyle w:val=\"Con\"/>") + p("Vòng", "<w:pStyle w:val=\"Vong\"/>")
            + p("Cấp ba", "<w:outlineLvl w:val=\"2\"/>") + p("Một &amp; hai &#x111;", "")
            + p("mục", "<w:numPr><w:ilvl w:val=\"0\"/></w:numPr>")
            + "<w:tbl><w:tr><w:tc>\(p("Tên", ""))</w:tc><w:tc>\(p("Giá", ""))</w:tc></w:tr><w:tr><w:tc>\(p("Bàn", ""))\(p("gỗ", ""))"
            + "<w:tbl><w:tr><w:tc>\(p("trong", ""))</w:tc></w:tr></w:tbl></w:tc><w:tc>\(p("5", ""))</w:tc></w:tr></w:tbl>"
            + "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r><w:del><w:r><w:t>no</w:t></w:r></w:del>"
            + "<w:r><w:instrText>PAGE</w:instrText></w:r><mc:Fallback><w:r><w:t>no</w:t></w:r></mc:Fallback></w:p>"
        let document = try DOCXReader.read(
            WordFile.file(
                body: body, styles: styles, footnotes: "<w:footnote>\(p("Ghi chú.", ""))</w:footnote>", title: "Sổ tay"),
            limits: ReadingLimits())
        #expect(document.title == "Sổ tay")
        #expect(
            document.blocks.map(\.content) == [
                .heading(level: 1, "Chính sách"), .heading(level: 1, "Con"), .paragraph("Vòng"),
                .heading(level: 3, "Cấp ba"), .paragraph("Một & hai đ"), .listItem("mục"),
                .table(header: "Tên | Giá", rows: ["Bàn gỗ trong | 5"]), .paragraph("a b\nc"), .paragraph("Ghi chú."),
            ])
    }

    @Test func readsDeflatedPartsAndOtherPrefixes() throws {
        let (packed, size) = ZIPWriter.deflated(UInt8(ascii: "a"), repeatedBy: 40)
        #expect(try Inflation.inflate(packed[...], size: size) == [UInt8](repeating: 0x61, count: size))
        let text =
            "<document xmlns=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"><body><p><r><t>x</t></r></p></body></document>"
        let blocks = try WordText.read(Array(text.utf8), styles: WordStyles())
        #expect(blocks.map(\.content) == [.paragraph("x")])
    }

    @Test func readsATextBoxInsideAParagraph() throws {
        let body = "<w:p><w:r><w:t>ngoài</w:t><w:txbxContent>\(WordFile.paragraph("trong"))</w:txbxContent></w:r></w:p>"
        let document = try DOCXReader.read(WordFile.file(body: body), limits: ReadingLimits())
        #expect(document.blocks.flatMap(\.lines) == ["trong", "ngoài"])
    }

    @Test func refusesBombs() throws {
        var parts = WordFile.parts(body: "")
        let main = try #require(parts.firstIndex { $0.name == "word/document.xml" })
        let (packed, size) = ZIPWriter.deflated(UInt8(ascii: " "), repeatedBy: 60_000)
        parts[main].method = 8
        parts[main].packed = packed
        // It says how large it is, and packs too well.
        parts[main].size = size
        #expect(failure(ZIPWriter.file(parts)) == .tooLarge)
        // It says that it is small.
        parts[main].size = 1000
        #expect(failure(ZIPWriter.file(parts)) == .broken)
        parts[main].size = 1 << 31
        #expect(failure(ZIPWriter.file(parts)) == .tooLarge)
        var limits = ReadingLimits()
        limits.textBytes = 200
        #expect(
            failure(WordFile.file(body: WordFile.paragraph(String(repeating: "a", count: 300))), limits) == .tooLarge)
        let many = (0..<10_001).map { ZIPWriter.Part(name: "\($0)", bytes: []) }
        #expect(failure(ZIPWriter.file(many)) == .tooLarge)
    }

    @Test func refusesWhatLies() throws {
        var parts = WordFile.parts(body: WordFile.paragraph("x"))
        let main = try #require(parts.firstIndex { $0.name == "word/document.xml" })
        func changed(_ change: (inout ZIPWriter.Part) -> Void) -> DocumentFailure.Code? {
            var changed = parts
            change(&changed[main])
            return failure(ZIPWriter.file(changed))
        }
        #expect(changed { _ in } == nil)
        #expect(changed { $0.flags = 1 } == .encrypted)
        #expect(changed { $0.method = 12 } == .unsupported)
        #expect(changed { $0.checksum = 7 } == .broken)
        #expect(changed { $0.size = 3 } == .broken)
        #expect(changed { $0.method = 8 } == .broken)
        #expect(changed { $0.name = "word/other.xml" } == .broken)
        parts.append(parts[main])
        #expect(failure(ZIPWriter.file(parts)) == .broken)
        #expect(failure([]) == .broken)
        #expect(failure(Array("PK\u{3}\u{4}".utf8)) == .broken)
        #expect(failure(ZIPWriter.file(WordFile.parts(body: WordFile.paragraph("x")), comment: "a comment")) == nil)
    }

    @Test func refusesEveryCutOffFile() {
        let file = WordFile.file(body: WordFile.paragraph("x"), styles: styles, title: "t")
        for length in stride(from: 0, to: file.count - 1, by: 7) {
            #expect(failure(Array(file.prefix(length))) == .broken)
        }
    }

    @Test(arguments: [
        "<w:p>", "</w:p>", "<w:p></w:r>", "<w:p a=\"1\" a=\"2\"/>", "<w:p a=1/>", "&unknown;", "&", "<w:p", "<!-- x",
        "<![CDATA[x", "<?x", "< w:p/>", "&#xD800;", "<w:p a=\"&#xFFFFFFFFF;\"/>", "<>",
    ])
    func refusesMalformedXML(body: String) { #expect(failure(WordFile.file(body: body)) == .broken) }

    @Test func readsNoDeclarationsAndNoEntities() throws {
        for declaration in [
            "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>", "<!DOCTYPE x>", "<!ENTITY a \"b\">",
        ] {
            let text =
                declaration
                + "<w:document \(WordFile.namespaces)><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"
            var parts = WordFile.parts(body: "")
            let main = try #require(parts.firstIndex { $0.name == "word/document.xml" })
            parts[main].bytes = Array(text.utf8)
            #expect(failure(ZIPWriter.file(parts)) == .broken)
        }
    }

    @Test func refusesDeepNesting() {
        let deep = String(repeating: "<w:p>", count: 100_000) + String(repeating: "</w:p>", count: 100_000)
        #expect(failure(WordFile.file(body: deep)) == .broken)
    }

    @Test func readsALargeTableInOnePass() throws {
        let row = "<w:tr><w:tc>\(WordFile.paragraph("a"))</w:tc><w:tc>\(WordFile.paragraph("b"))</w:tc></w:tr>"
        let body = "<w:tbl>\(String(repeating: row, count: 20_000))</w:tbl>"
        let document = try DOCXReader.read(WordFile.file(body: body), limits: ReadingLimits())
        #expect(document.blocks.map(\.lines.count) == [20_000])
    }

    @Test func leavesNothingThatIsNoWordDocument() throws {
        let file = ZIPWriter.file([ZIPWriter.Part(name: "xl/workbook.xml", bytes: Array("<a/>".utf8))])
        #expect(failure(file) == .broken)
        var parts = WordFile.parts(body: "")
        parts[2].bytes = Array("<html><body>x</body></html>".utf8)
        #expect(failure(ZIPWriter.file(parts)) == .broken)
    }
}
