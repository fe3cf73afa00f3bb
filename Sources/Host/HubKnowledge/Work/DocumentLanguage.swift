import HubCore

/// Tells Vietnamese by letters that no other language writes.
enum DocumentLanguage {
    /// The beginning of a document is enough, in bytes.
    private static let sampleBytes = 20_000

    /// nil: it may be any language.
    static func detect(_ chunks: [KnowledgeChunk]) -> Language? {
        var (words, vietnamese, bytes) = (0, 0, 0)
        for chunk in chunks where bytes < sampleBytes {
            bytes += chunk.text.utf8.count
            for word in chunk.text.split(whereSeparator: \.isWhitespace) where word.contains(where: \.isLetter) {
                words += 1
                if word.unicodeScalars.contains(where: isVietnamese) { vietnamese += 1 }
            }
        }
        // Of Vietnamese words a third have such a letter; in an English text names have.
        return words > 0 && vietnamese * 6 >= words ? .vietnamese : nil
    }

    private static func isVietnamese(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1EA0...0x1EF9, 0x102, 0x103, 0x110, 0x111, 0x1A0, 0x1A1, 0x1AF, 0x1B0: true
        case _: false
        }
    }
}
