/// Text as a PDF, of which programs that read scans draw pictures.
enum PrintedPage {
    /// Lines of ASCII, one below the other.
    static func pdf(_ lines: [String]) -> [UInt8] { pdf(pages: [lines]) }

    static func pdf(pages: [[String]]) -> [UInt8] {
        let first = 4
        let kids = pages.indices.map { "\(first + 2 * $0) 0 R" }.joined(separator: " ")
        var objects = [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [\(kids)] /Count \(pages.count) >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ].map { Array($0.utf8) }
        for (index, lines) in pages.enumerated() {
            objects.append(
                Array(
                    ("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents \(first + 2 * index + 1) 0 R "
                        + "/Resources << /Font << /F1 3 0 R >> >> >>").utf8))
            objects.append(stream("", Array(content(lines).utf8)))
        }
        return file(objects)
    }

    private static func content(_ lines: [String]) -> String {
        var content = "BT /F1 20 Tf 60 760 Td 34 TL\n"
        for line in lines {
            let escaped = line.replacing("\\", with: "\\\\").replacing("(", with: "\\(").replacing(")", with: "\\)")
            content += "(\(escaped)) Tj T*\n"
        }
        return content + "ET"
    }

    static func stream(_ members: String, _ bytes: [UInt8]) -> [UInt8] {
        Array("<< \(members) /Length \(bytes.count) >>\nstream\n".utf8) + bytes + Array("\nendstream".utf8)
    }

    /// The objects, numbered from 1, the first the catalog.
    static func file(_ objects: [[UInt8]]) -> [UInt8] {
        var file = Array("%PDF-1.4\n".utf8)
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(file.count)
            file += Array("\(index + 1) 0 obj\n".utf8) + object + Array("\nendobj\n".utf8)
        }
        let table = file.count
        var end = "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets {
            let digits = String(offset)
            end += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
        }
        end += "trailer << /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n"
        return file + Array(end.utf8)
    }
}
