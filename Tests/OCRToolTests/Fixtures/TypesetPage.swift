import Foundation
import Support

/// A page of text whose words are known, set in a real font, and its picture as a scanner would give it.
struct TypesetPage {
    struct Line {
        /// Points from the upper left corner of an A4 page; `y` is the line's foot.
        let x: Double
        let y: Double
        let size: Double
        let text: String
    }

    static let width = 595.0
    static let height = 842.0
    /// What draws the pictures.
    static let renderer = ["/usr/bin/pdftoppm", "/usr/local/bin/pdftoppm"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }
    /// Where Debian puts the languages' data.
    static let languageData = ["5", "4.00"].map { "/usr/share/tesseract-ocr/\($0)/tessdata" }
        .first { FileManager.default.fileExists(atPath: $0) }
    /// Debian: poppler-utils, fonts-dejavu-core, tesseract-ocr-eng, tesseract-ocr-vie.
    static let isPossible =
        renderer != nil && TrueTypeFont.dejaVu != nil
        && ["eng", "vie"].allSatisfy { name in
            FileManager.default.fileExists(atPath: "\(languageData ?? "")/\(name).traineddata")
        }
    static let needs = "poppler-utils, fonts-dejavu-core, tesseract-ocr-eng and tesseract-ocr-vie are needed"

    var lines: [Line] = []

    /// Paragraphs of whole lines, one below the other.
    static func lines(_ texts: [String], size: Double = 12) -> TypesetPage {
        TypesetPage(
            lines: texts.enumerated().map { index, text in
                Line(x: 60, y: 90 + Double(index) * size * 1.8, size: size, text: text)
            })
    }

    /// A PDF with this page.
    func pdf() throws -> [UInt8] {
        guard let font = TrueTypeFont.dejaVu else { throw FixtureError(description: TypesetPage.needs) }
        var widths: [Int: Double] = [:]
        var content = ""
        for line in lines {
            let glyphs = line.text.precomposedStringWithCanonicalMapping.unicodeScalars.map(font.glyph)
            for glyph in glyphs { widths[glyph] = font.width(of: glyph) }
            let codes = glyphs.map { String(format: "%04X", $0) }.joined()
            content += "BT /F \(line.size) Tf \(line.x) \(Self.height - line.y) Td <\(codes)> Tj ET\n"
        }
        let list = widths.sorted { $0.key < $1.key }.map { "\($0.key) [\($0.value)]" }.joined(separator: " ")
        let descendant = "/Type /Font /Subtype /CIDFontType2 /BaseFont /Face /CIDToGIDMap /Identity"
        var bytes = Array("%PDF-1.5\n".utf8)
        var places: [Int] = []
        func add(_ head: String, _ stream: [UInt8]? = nil) {
            places.append(bytes.count)
            bytes += Array("\(places.count) 0 obj\n<< \(head)\(stream.map { " /Length \($0.count)" } ?? "") >>\n".utf8)
            if let stream { bytes += Array("stream\n".utf8) + stream + Array("\nendstream\n".utf8) }
            bytes += Array("endobj\n".utf8)
        }
        add("/Type /Catalog /Pages 2 0 R")
        add("/Type /Pages /Kids [3 0 R] /Count 1")
        add(
            "/Type /Page /Parent 2 0 R /MediaBox [0 0 \(Self.width) \(Self.height)] /Contents 4 0 R "
                + "/Resources << /Font << /F 5 0 R >> >>")
        add("", Array(content.utf8))
        add("/Type /Font /Subtype /Type0 /BaseFont /Face /Encoding /Identity-H /DescendantFonts [6 0 R]")
        add(
            "\(descendant) /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
                + "/FontDescriptor 7 0 R /W [\(list)]")
        add(
            "/Type /FontDescriptor /FontName /Face /Flags 4 /FontBBox [-1000 -300 1500 1000] /ItalicAngle 0 "
                + "/Ascent 900 /Descent -250 /CapHeight 700 /StemV 80 /FontFile2 8 0 R")
        add("/Length1 \(font.bytes.count)", font.bytes)
        let start = bytes.count
        bytes += Array("xref\n0 \(places.count + 1)\n0000000000 65535 f \n".utf8)
        for place in places { bytes += Array(String(format: "%010d 00000 n \n", place).utf8) }
        bytes += Array("trailer\n<< /Size \(places.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n".utf8)
        return bytes
    }

    /// A PNG in shades of grey.
    func png(dpi: Int = 200) async throws -> [UInt8] {
        guard let renderer = Self.renderer else { throw FixtureError(description: Self.needs) }
        let folder = FileManager.default.temporaryDirectory.appending(path: "ocr-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "page.pdf")
        try Data(try pdf()).write(to: file)
        let (status, text) = try await ChildProcess.run(
            URL(fileURLWithPath: renderer),
            ["-r", "\(dpi)", "-gray", "-png", "-singlefile", file.path, folder.appending(path: "page").path])
        guard status == 0 else { throw FixtureError(description: "pdftoppm failed: \(text)") }
        return Array(try Data(contentsOf: folder.appending(path: "page.png")))
    }
}
