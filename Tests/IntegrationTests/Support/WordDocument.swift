/// A Word document of headings and paragraphs, its parts stored unpacked.
enum WordDocument {
    enum Part {
        case heading(String)
        case paragraph(String)
    }

    private static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    private static let namespace = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""

    static func file(_ parts: [Part]) -> [UInt8] {
        let body = parts.map { part in
            let (style, text) =
                switch part {
                case .heading(let text): ("<w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr>", text)
                case .paragraph(let text): ("", text)
                }
            return "<w:p>\(style)<w:r><w:t xml:space=\"preserve\">\(text)</w:t></w:r></w:p>"
        }.joined()
        let style = "<w:style w:type=\"paragraph\" w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/></w:style>"
        let relation = "<Relationship Id=\"a\" Type=\"http://x/officeDocument\" Target=\"word/document.xml\"/>"
        return archive([
            ("[Content_Types].xml", "<Types/>"), ("_rels/.rels", "<Relationships>\(relation)</Relationships>"),
            ("word/document.xml", "<w:document \(namespace)><w:body>\(body)</w:body></w:document>"),
            ("word/styles.xml", "<w:styles \(namespace)>\(style)</w:styles>"),
        ])
    }

    /// A ZIP file (APPNOTE.TXT of PKWARE, 4.3).
    private static func archive(_ parts: [(name: String, text: String)]) -> [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for part in parts {
            let (name, content) = (Array(part.name.utf8), Array((head + part.text).utf8))
            let facts =
                little(0, 2) + little(0, 2) + little(0, 4) + little(checksum(content), 4) + little(content.count, 4)
                + little(content.count, 4) + little(name.count, 2) + little(0, 2)
            directory += little(0x0201_4B50, 4) + little(20, 2) + little(20, 2) + facts + little(0, 10)
            directory += little(file.count, 4) + name
            file += little(0x0403_4B50, 4) + little(20, 2) + facts + name + content
        }
        let start = file.count
        file += directory + little(0x0605_4B50, 4) + little(0, 4) + little(parts.count, 2) + little(parts.count, 2)
        return file + little(directory.count, 4) + little(start, 4) + little(0, 2)
    }

    private static func little(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
    }

    /// CRC-32.
    private static func checksum(_ bytes: [UInt8]) -> Int {
        var remainder: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            remainder ^= UInt32(byte)
            for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1 }
        }
        return Int(~remainder)
    }
}
