import CTesseract
import Foundation
import HubCore
import PluginABI
import Support
import Testing

@Suite(.enabled(if: TypesetPage.isPossible, Comment(rawValue: TypesetPage.needs)), .timeLimit(.minutes(5)))
struct PageReadingTests {
    private static let english = [
        "Shipping and returns", "Goods can be sent back within thirty days of delivery.",
        "Please keep the receipt, since we need its number.", "Refunds are paid to the account that was charged.",
        "Questions are answered by our office in Hanoi.", "The office is open from Monday to Friday.",
    ]
    private static let vietnamese = [
        "Chính sách đổi trả hàng", "Khách hàng được đổi trả trong vòng ba mươi ngày.",
        "Vui lòng giữ lại hóa đơn để chúng tôi kiểm tra.", "Tiền sẽ được hoàn vào tài khoản đã thanh toán.",
        "Văn phòng tại Hà Nội trả lời mọi câu hỏi.", "Giờ làm việc từ thứ Hai đến thứ Sáu.",
    ]

    private func expect(_ completion: PluginCompletion, reads lines: [String], atLeast share: Double = 1) {
        #expect(completion.status == ah_status(AH_OK), "\(completion.text)")
        let wanted = lines.flatMap { $0.split(separator: " ").map(String.init) }
        let read = Set(completion.text().split(separator: " ").map(String.init))
        let missed = wanted.filter { !read.contains($0) }
        #expect(
            Double(wanted.count - missed.count) >= share * Double(wanted.count),
            "missed \(missed) of \(completion.text())")
    }

    @Test func readsEnglish() async throws {
        let completion = try await OCRToolHarness.read(TypesetPage.lines(Self.english).png())
        expect(completion, reads: Self.english)
        #expect(completion.number("rotation") == 0)
        #expect(completion.number("confidence") ?? 0 > 0.85)
    }

    @Test func readsVietnameseWithItsDiacritics() async throws {
        expect(try await OCRToolHarness.read(TypesetPage.lines(Self.vietnamese).png()), reads: Self.vietnamese)
    }

    @Test(arguments: [1, 2, 3]) func turnsAPageUpright(_ quarters: Int) async throws {
        let scan = try await Scan(png: TypesetPage.lines(Self.english).png()).turned(quarters: quarters)
        let completion = try await OCRToolHarness.read(scan.png, input: ["words": true])
        expect(completion, reads: Self.english)
        #expect(completion.number("rotation") == Double(quarters) * 90)
        #expect(completion.number("width") == Double(scan.width))
    }

    @Test func turnsAPageUprightByTryingWhereTesseractCannotTell() async throws {
        let data = try #require(TypesetPage.languageData)
        let folder = FileManager.default.temporaryDirectory.appending(path: "ocr-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createSymbolicLink(
            atPath: folder.appending(path: "eng.traineddata").path, withDestinationPath: "\(data)/eng.traineddata")
        let scan = try await Scan(png: TypesetPage.lines(Self.english).png(dpi: 150)).turned(quarters: 2)
        let completion = try await OCRToolHarness(["doc": scan.png]).run(
            ["languages": ["eng"]], input: ["file": "doc"], settings: ["tessdata": .string(folder.path)])
        expect(completion, reads: Self.english, atLeast: 0.95)
        #expect(completion.number("rotation") == 180)
    }

    @Test(arguments: [-7.0, -3, 3, 5]) func straightensAPage(_ degrees: Double) async throws {
        let scan = try await Scan(png: TypesetPage.lines(Self.vietnamese).png()).skewed(degrees: degrees)
        let completion = try await OCRToolHarness.read(scan.png)
        expect(completion, reads: Self.vietnamese, atLeast: 0.95)
        let rotation = try #require(completion.number("rotation"))
        #expect(abs((rotation > 180 ? rotation - 360 : rotation) - degrees) < 0.5)
    }

    @Test func readsThroughSpecksAndShade() async throws {
        let scan = try await Scan(png: TypesetPage.lines(Self.english).png(dpi: 150)).noisy(specks: 8000, seed: 7)
        expect(try await OCRToolHarness.read(scan.png), reads: Self.english, atLeast: 0.95)
    }

    @Test func readsALowResolution() async throws {
        let completion = try await OCRToolHarness.read(TypesetPage.lines(Self.english).png(dpi: 75))
        expect(completion, reads: Self.english, atLeast: 0.9)
        #expect(completion.number("width") == 620)
    }

    @Test func readsALongStripOfSmallLetters() async throws {
        let line = ["Goods can be sent back within thirty days."]
        let page = try await Scan(png: TypesetPage.lines(line).png(dpi: 75))
        let strip = try #require(pixCreate(15_000, 180, 8))
        var owned: UnsafeMutablePointer<Pix>? = strip
        defer { pixDestroy(&owned) }
        pixSetAll(strip)
        var grey = pixConvertTo8(page.pix, 0)
        defer { pixDestroy(&grey) }
        #expect(pixRasterop(strip, 0, 0, 600, 180, l_int32(PIX_SRC), grey, 0, 0) == 0)
        var (data, count): (UnsafeMutablePointer<UInt8>?, Int) = (nil, 0)
        #expect(pixWriteMem(&data, &count, strip, l_int32(IFF_PNG)) == 0)
        defer { free(data) }
        let file = Array(UnsafeBufferPointer(start: data, count: count))
        expect(try await OCRToolHarness.read(file), reads: line, atLeast: 0.9)
    }

    @Test(arguments: [IFF_JFIF_JPEG, IFF_TIFF_LZW, IFF_TIFF_G4, IFF_WEBP]) func readsTheFormat(
        _ format: Int
    ) async throws {
        let scan = try await Scan(png: TypesetPage.lines(Self.english).png())
        if format == IFF_TIFF_G4 { _ = try scan.blackAndWhite() }
        let file = try scan.bytes(format)
        expect(try await OCRToolHarness.read(file), reads: Self.english)
    }

    @Test(arguments: Scan.Pixels.allCases) func readsPixelsOfAnyKind(_ pixels: Scan.Pixels) async throws {
        let line = ["Goods can be sent back within thirty days."]
        let scan = try await Scan(png: TypesetPage.lines(line).png(dpi: 150)).stored(as: pixels)
        expect(try await OCRToolHarness.read(scan.png), reads: line)
        // Leptonica writes no transparent TIFF.
        if pixels != .transparent { expect(try await OCRToolHarness.read(scan.bytes(IFF_TIFF_LZW)), reads: line) }
    }
}
