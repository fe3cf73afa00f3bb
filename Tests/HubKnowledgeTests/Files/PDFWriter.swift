/// Writes small PDFs by hand (ISO 32000-1), for what readers must bear.
struct PDFWriter {
    /// Points.
    var width = 595.0
    var height = 842.0
    /// Entries of the document's information, as PDF writes them.
    var information = ""

    /// One page for each text, a line of text for each of its lines. Letters of ASCII only.
    func document(_ pages: [String]) -> [UInt8] {
        let contents = pages.map { page in
            var content = "BT /F1 12 Tf 14 TL 50 \(Int(height) - 60) Td\n"
            for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
                content += "(\(line.filter { !"()\\".contains($0) })) Tj T*\n"
            }
            return content + "ET"
        }
        return document(contents: contents)
    }

    /// Pages by their content streams.
    func document(contents: [String]) -> [UInt8] {
        let first = 4
        let kids = contents.indices.map { "\(first + 2 * $0) 0 R" }.joined(separator: " ")
        var objects = [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [\(kids)] /Count \(contents.count) >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
        for (index, content) in contents.enumerated() {
            objects.append(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 \(width) \(height)] "
                    + "/Resources << /Font << /F1 3 0 R >> >> /Contents \(first + 2 * index + 1) 0 R >>")
            objects.append("<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream")
        }
        return file(objects)
    }

    /// The objects, numbered from 1, the first the catalog.
    func file(_ objects: [String]) -> [UInt8] {
        var objects = objects
        var trailer = "/Root 1 0 R"
        if !information.isEmpty {
            objects.append("<< \(information) >>")
            trailer += " /Info \(objects.count) 0 R"
        }
        var text = "%PDF-1.4\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(text.utf8.count)
            text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = text.utf8.count
        text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets {
            let digits = String(offset)
            text += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
        }
        text += "trailer\n<< /Size \(objects.count + 1) \(trailer) >>\nstartxref\n\(start)\n%%EOF\n"
        return Array(text.utf8)
    }
}
