import HubCore
import Synchronization
import Testing

@testable import HubKnowledge

@Suite(.serialized, .enabled(if: ProgramRunner.locate("pdftoppm") != nil, "poppler-utils is not installed"))
struct PopplerRendererTests {
    private let far = Deadline.after(.seconds(120))

    /// Width, height, bits and kind of colour of a PNG (https://www.w3.org/TR/png/#11IHDR).
    private func head(_ picture: [UInt8]?) throws -> [Int] {
        let picture = try #require(picture)
        #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        func number(_ offset: Int) -> Int { picture[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        return [number(16), number(20), Int(picture[24]), Int(picture[25])]
    }

    @Test func drawsAPageInGrey() async throws {
        let document = Documents.bytes(PDFWriter(width: 360, height: 720).document(["one", "two"]), .pdf)
        let picture = try head(try await PopplerRenderer().page(2, of: document, by: far))
        #expect(picture == [1500, 3000, 8, 0])
    }

    @Test func givesNothingPastTheLastPage() async throws {
        let document = Documents.bytes(PDFWriter().document(["one"]), .pdf)
        let renderer = PopplerRenderer()
        #expect(try await renderer.page(2, of: document, by: far) == nil)
        #expect(try await renderer.page(0, of: document, by: far) == nil)
        #expect(try await renderer.page(-1, of: document, by: far) == nil)
    }

    @Test(arguments: [(14_400.0, 14_400.0), (14_400.0, 10.0), (3.0, 14_400.0), (1e9, 1e9), (0.001, 0.001)])
    func boundsThePixelsOfAnyPage(width: Double, height: Double) async throws {
        let document = Documents.bytes(PDFWriter(width: width, height: height).document(["x"]), .pdf)
        do {
            let picture = try head(try await PopplerRenderer().page(1, of: document, by: far))
            #expect(picture[0] <= 3600 && picture[1] <= 3600)
        } catch let failure as DocumentFailure {
            #expect([.broken, .tooLarge].contains(failure.code))
        }
    }

    @Test func holdsUserUnitsToTheSameBound() async throws {
        let pdf = PDFWriter().file([
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /UserUnit 70000 /Rotate 90 /MediaBox [0 0 14400 7200] >>",
        ])
        let picture = try head(try await PopplerRenderer().page(1, of: Documents.bytes(pdf, .pdf), by: far))
        #expect(picture[0] <= 3600 && picture[1] <= 3600)
    }

    @Test func keepsPicturesAndDocuments() async throws {
        let pdf = PDFWriter().document(["one", "two"])
        let counted = Reads()
        let document = DocumentBytes(mediaType: .pdf, size: pdf.count, digest: "a") { offset, length in
            counted.note()
            return Array(pdf[offset..<offset + length])
        }
        let renderer = PopplerRenderer()
        let first = try await renderer.page(1, of: document, by: far)
        #expect(try await renderer.page(1, of: document, by: far) == first)
        #expect(try await renderer.page(2, of: document, by: far) != first)
        #expect(counted.count == 1)
    }

    private final class Reads: Sendable {
        private let value = Mutex(0)
        var count: Int { value.withLock { $0 } }
        func note() { value.withLock { $0 += 1 } }
    }

    @Test func drawsManyAtOnceWithinItsPlaces() async throws {
        let document = Documents.bytes(PDFWriter(width: 72, height: 72).document((0..<12).map { "page \($0)" }), .pdf)
        let renderer = PopplerRenderer()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for page in 1...12 { group.addTask { try await renderer.page(page, of: document, by: far) != nil } }
            for try await isDrawn in group { #expect(isDrawn) }
        }
    }

    @Test func refusesOtherKindsAndBrokenFiles() async throws {
        let renderer = PopplerRenderer()
        await #expect { try await renderer.page(1, of: Documents.bytes([1], .docx), by: far) } throws: {
            ($0 as? DocumentFailure)?.code == .unsupported
        }
        await #expect { try await renderer.page(1, of: Documents.bytes([1, 2, 3], .pdf), by: far) } throws: {
            ($0 as? DocumentFailure)?.code == .broken
        }
        await #expect {
            try await renderer.page(1, of: Documents.bytes([1, 2, 3], .pdf, digest: "b"), by: .after(.zero))
        } throws: {
            ($0 as? DocumentFailure)?.code == .deadline
        }
    }
}
