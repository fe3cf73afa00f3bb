import Foundation
import Support

/// A picture of a page in shades of grey, as a scanner gives it.
struct ScanPicture {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What draws it; nil: poppler-utils is not installed.
    static let renderer = ["/usr/bin/pdftoppm", "/usr/local/bin/pdftoppm"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    let width: Int
    let height: Int
    /// 0 is black; line by line from the top.
    let pixels: [UInt8]

    init(of pdf: [UInt8], dpi: Int) async throws {
        guard let renderer = Self.renderer else { throw Failure(description: "poppler-utils is needed") }
        let folder = FileManager.default.temporaryDirectory.appending(path: "scan-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "page.pdf")
        try Data(pdf).write(to: file)
        let (status, text) = try await ChildProcess.run(
            URL(fileURLWithPath: renderer),
            ["-r", "\(dpi)", "-gray", "-singlefile", file.path, folder.appending(path: "page").path])
        guard status == 0 else { throw Failure(description: "pdftoppm failed: \(text)") }
        // "P5", width, height and the brightest shade, each followed by one white character.
        let bytes = Array(try Data(contentsOf: folder.appending(path: "page.pgm")))
        let head = bytes.split(maxSplits: 4, omittingEmptySubsequences: true) { $0 == 0x20 || $0 == 0x0A }
            .prefix(4).map { String(decoding: $0, as: UTF8.self) }
        guard head.count == 4, head[0] == "P5", head[3] == "255", let width = Int(head[1]), let height = Int(head[2])
        else { throw Failure(description: "pdftoppm wrote no picture") }
        (self.width, self.height) = (width, height)
        pixels = Array(bytes.suffix(width * height))
    }

    /// TIFF 6.0, one strip, not packed.
    var tiff: [UInt8] {
        // Tag, type (3: 16 bits, 4: 32 bits), value.
        let entries: [(Int, Int, Int)] = [
            (256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8 + 2 + 9 * 12 + 4),
            (277, 3, 1), (278, 4, height), (279, 4, pixels.count),
        ]
        var file = Array("II".utf8) + Self.little(42, 2) + Self.little(8, 4) + Self.little(entries.count, 2)
        for (tag, type, value) in entries {
            file += Self.little(tag, 2) + Self.little(type, 2) + Self.little(1, 4) + Self.little(value, 4)
        }
        return file + Self.little(0, 4) + pixels
    }

    /// A page that is nothing but the picture.
    var pdf: [UInt8] {
        let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page + "/Resources << /XObject << /I 5 0 R >> >> >>",
        ].map { Array($0.utf8) }
        let image =
            "/Type /XObject /Subtype /Image /Width \(width) /Height \(height) /ColorSpace /DeviceGray /BitsPerComponent 8"
        return PrintedPage.file(
            objects + [
                PrintedPage.stream("", Array("q 595 0 0 842 0 0 cm /I Do Q".utf8)), PrintedPage.stream(image, pixels),
            ])
    }

    private static func little(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
