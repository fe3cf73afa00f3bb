import HubCore
import Testing

@testable import HubKnowledge

@Suite(.serialized, .enabled(if: ProgramRunner.locate("pdftotext") != nil, "poppler-utils is not installed"))
struct PDFReaderTests {
    private let page = "The return policy of this company says the following."

    @Test func readsTextByPages() async throws {
        let pdf = PDFWriter(information: "/Title (Return policy)").document([page, "", page + "\nIn thirty days."])
        let document = try await Documents.read(pdf, .pdf)
        #expect(document.title == "Return policy")
        #expect(document.pages == 3)
        #expect(document.blocks.map(\.page) == [1, 3])
        #expect(document.blocks.first?.lines == [page])
    }

    @Test(arguments: ["/Title (Microsoft Word - a.docx)", "/Title (report.pdf)", "/Title ()", ""])
    func takesNoFilesNameForATitle(information: String) async throws {
        let document = try await Documents.read(PDFWriter(information: information).document([page]), .pdf)
        #expect(document.title == nil)
    }

    @Test func readsPagesWithoutATextLayerAsPictures() async throws {
        let reader = ScriptedPageReader { picture throws(DocumentFailure) in
            guard picture.starts(with: [0x89, 0x50, 0x4E, 0x47]) else { throw DocumentFailure(.broken, "no PNG") }
            return ["Read off the picture."]
        }
        let document = try await Documents.read(PDFWriter().document([page, "7"]), .pdf, pages: reader)
        #expect(document.blocks.map(\.content) == [.paragraph(page), .paragraph("Read off the picture.")])
        #expect(document.blocks.map(\.page) == [1, 2])
    }

    @Test(arguments: DocumentFailure.Code.allCases)
    func keepsAPagesFewWordsWhereItsPictureCannotBeRead(code: DocumentFailure.Code) async throws {
        let reader = ScriptedPageReader { _ throws(DocumentFailure) in throw DocumentFailure(code, "no") }
        let isCancelled = code == .cancelled
        let pdf = PDFWriter().document(["Appendix"])
        if isCancelled {
            await #expect(throws: DocumentFailure(.cancelled, "no")) {
                try await Documents.read(pdf, .pdf, pages: reader)
            }
        } else {
            #expect(try await Documents.read(pdf, .pdf, pages: reader).blocks.flatMap(\.lines) == ["Appendix"])
        }
    }

    @Test func waitsForWhatReadsPicturesWhereAPageHasNothingElse() async throws {
        let down = ScriptedPageReader { _ throws(DocumentFailure) in throw DocumentFailure(.unavailable, "down") }
        await #expect(throws: DocumentFailure(.unavailable, "down")) {
            try await Documents.read(PDFWriter().document([page, ""]), .pdf, pages: down)
        }
        let blind = ScriptedPageReader { _ throws(DocumentFailure) in throw DocumentFailure(.broken, "no") }
        #expect(try await Documents.read(PDFWriter().document([page, ""]), .pdf, pages: blind).blocks.count == 1)
    }

    @Test func refusesAScanWhereNothingReadsPictures() async throws {
        #expect(try await Documents.failure(PDFWriter().document(["", ""]), .pdf) == .empty)
        #expect(try await Documents.failure([0x89, 0x50], .png) == .empty)
    }

    @Test func readsPicturesPageByPage() async throws {
        let reader = ScriptedPageReader { _ throws(DocumentFailure) in ["Trang một.", "", "Trang ba."] }
        let document = try await Documents.read([1, 2, 3], .tiff, pages: reader)
        #expect(document.pages == 3)
        #expect(document.blocks.map(\.page) == [1, 3])
    }

    @Test(.enabled(if: ProgramRunner.locate("qpdf") != nil, "qpdf is not installed"))
    func refusesWhatAsksForAPassword() async throws {
        let bytes = PDFWriter().document([page])
        let file = try await MemoryFile(size: bytes.count) { Array(bytes[$0..<$0 + $1]) }
        let qpdf = try #require(ProgramRunner.locate("qpdf"))
        let runner = ProgramRunner(concurrent: 1)
        func encrypted(_ options: [String]) async throws -> [UInt8] {
            let run = ProgramRun(qpdf, options + [ProgramRun.inputPath, "-"], input: file)
            return try await runner.run(run, by: .after(.seconds(60))).output
        }
        let locked = try await encrypted(["--encrypt", "secret", "owner", "256", "--"])
        #expect(locked.starts(with: Array("%PDF".utf8)))
        #expect(try await Documents.failure(locked, .pdf) == .encrypted)
        // Everybody may open this one, but not copy from it.
        let kept = try await encrypted(["--encrypt", "", "owner", "256", "--extract=n", "--"])
        let code = try await Documents.failure(kept, .pdf)
        #expect(code == .encrypted || code == nil)
    }

    @Test func refusesWhatIsBrokenOrCutOff() async throws {
        let pdf = PDFWriter().document([page])
        #expect(try await Documents.failure(Array("%PDF-1.7\n".utf8), .pdf) == .broken)
        #expect(try await Documents.failure(Array(pdf.prefix(pdf.count / 3)), .pdf) == .broken)
        #expect(try await Documents.failure(Array("no PDF at all".utf8), .pdf) == .broken)
    }

    @Test func refusesTooManyPages() async throws {
        var limits = ReadingLimits()
        limits.pages = 2
        #expect(
            try await Documents.failure(PDFWriter().document([page, page, page]), .pdf, limits: limits) == .tooLarge)
        limits = ReadingLimits()
        limits.scannedPages = 1
        let reader = ScriptedPageReader { _ throws(DocumentFailure) in [] }
        await #expect {
            try await Documents.read(PDFWriter().document(["", ""]), .pdf, limits: limits, pages: reader)
        } throws: {
            ($0 as? DocumentFailure)?.code == .tooLarge
        }
    }

    @Test func refusesTooMuchTextAndTooLargeFiles() async throws {
        var limits = ReadingLimits()
        limits.textBytes = 20
        #expect(try await Documents.failure(PDFWriter().document([page]), .pdf, limits: limits) == .tooLarge)
        limits = ReadingLimits()
        limits.documentBytes = 100
        #expect(try await Documents.failure(PDFWriter().document([page]), .pdf, limits: limits) == .tooLarge)
    }

    /// Page trees, forms and counts that lead nowhere: refused or read, but always soon.
    @Test(arguments: [
        ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"],
        [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 1 >>",
        ],
        ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 2000000000 >>"],
        ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count -5 >>"],
        ["<< /Type /Catalog /Pages 1 0 R >>"], ["<< /Type /Catalog >>"], ["1 0 R"],
        [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >> /Contents 5 0 R >>",
            "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >> /Length 5 >>\nstream\n/X Do\nendstream",
            "<< /Length 5 >>\nstream\n/X Do\nendstream",
        ],
    ])
    func endsWithPDFsThatGoInCircles(objects: [String]) async throws {
        let code = try await Documents.failure(PDFWriter().file(objects), .pdf)
        #expect(code != nil && code != .unavailable)
    }

    @Test func holdsItsDeadline() async throws {
        // A million drawings of a form that draws a thousand others.
        let many = String(repeating: "/X Do\n", count: 1000)
        var objects = [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >> /Contents 4 0 R >>",
            "<< /Length \(many.utf8.count) >>\nstream\n\(many)\nendstream",
        ]
        for next in 6...12 {
            objects.append(
                "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X \(next) 0 R >> >> "
                    + "/Length \(many.utf8.count) >>\nstream\n\(many)\nendstream")
        }
        objects.append("<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 1 >>\nstream\nn\nendstream")
        let code = try await Documents.failure(PDFWriter().file(objects), .pdf, by: .after(.milliseconds(700)))
        #expect(code == .deadline || code == .empty)
    }

    @Test func readsWhatPdfinfoSays() {
        let text =
            "Title:           Sổ tay\nPages:           3\nEncrypted:       no\nPage    2 size:  612 x 792.5 pts (letter)\nPage    2 rot:   90\n"
        let information = PDFInformation(text)
        #expect(information?.pages == 3)
        #expect(information?.title == "Sổ tay")
        #expect(information?.pageSize == PDFInformation.Size(width: 612, height: 792.5))
        #expect(PDFInformation("Title: Pages\n") == nil)
        #expect(PDFInformation("Pages: -3\n") == nil)
    }
}
