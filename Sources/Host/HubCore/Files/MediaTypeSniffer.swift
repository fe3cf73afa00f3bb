/// Says by a file's first bytes what it is. Its name only tells kinds of text apart, which look the same.
package enum MediaTypeSniffer {
    /// As many of a file's first bytes as it wants to see, where the file has them; no more are looked at.
    package static let sampleBytes = 65_536

    /// nil: nothing that the hub takes in, such as an empty file, a program or a spreadsheet.
    package static func mediaType(of firstBytes: some RandomAccessCollection<UInt8>, name: String) -> MediaType? {
        let bytes = Array(firstBytes.prefix(sampleBytes))
        if let image = image(bytes) { return image }
        if bytes.starts(with: Array("%PDF-".utf8)) { return .pdf }
        if bytes.starts(with: ZIP.localHeader) { return ZIP.hasDocument(bytes) ? .docx : nil }
        if let encoding = TextEncoding.detect(bytes) { return text(encoding.decode(bytes), name: name) }
        // Readers of PDF find its header among the first 1024 bytes, and some programs write something before it.
        return contains(bytes.prefix(1024), Array("%PDF-".utf8)) ? .pdf : nil
    }

    private static func image(_ bytes: [UInt8]) -> MediaType? {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        if bytes.starts(with: [0x49, 0x49, 0x2A, 0x00]) || bytes.starts(with: [0x4D, 0x4D, 0x00, 0x2A]) {
            return .tiff
        }
        if bytes.starts(with: Array("RIFF".utf8)), bytes.dropFirst(8).starts(with: Array("WEBP".utf8)) { return .webP }
        return nil
    }

    private static func text(_ text: String, name: String) -> MediaType? {
        let start = text.utf8.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }.prefix(1024)
        if start.isEmpty { return nil }
        let head = String(Substring(start)).lowercased()
        // Formats of other programs that only use ASCII to write.
        if head.hasPrefix("{\\rtf") || head.hasPrefix("%!ps") { return nil }
        if ["<!doctype html", "<html", "<head", "<body"].contains(where: head.hasPrefix) { return .html }
        if head.hasPrefix("<"), head.contains("<html") { return .html }
        switch suffix(name) {
        case "html", "htm", "xhtml": return text.utf8.contains(UInt8(ascii: "<")) ? .html : .text
        case "md", "markdown": return .markdown
        case "csv", "tsv": return .csv
        case _: return .text
        }
    }

    private static func suffix(_ name: String) -> String {
        guard let dot = name.lastIndex(of: ".") else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }

    private static func contains(_ bytes: some Collection<UInt8>, _ pattern: [UInt8]) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: pattern) }
    }

    /// What the beginning of a ZIP file shows: the headers of its parts, each before the part.
    private enum ZIP {
        static let localHeader: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

        /// Whether a part stands in Word's folder. Other programs' formats have folders of their own.
        static func hasDocument(_ bytes: [UInt8]) -> Bool {
            let folder = Array("word/".utf8)
            // A part's length may stand behind it, so headers are searched for, not counted out.
            return bytes.indices.contains { index in
                bytes[index] == localHeader[0] && bytes[index...].starts(with: localHeader)
                    && bytes[index...].dropFirst(30).starts(with: folder)
            }
        }
    }
}
