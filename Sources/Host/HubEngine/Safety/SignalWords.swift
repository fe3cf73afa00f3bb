import HubCore

/// A text as its words: lower case, without marks and what cannot be seen.
enum SignalWords {
    /// The text's bytes with ASCII letters in lower case; other letters are folded to their base letters.
    static func folded(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.allSatisfy({ $0 < 0x80 }) { return bytes.map(lower) }
        let text = String(decoding: bytes, as: UTF8.self)
        let visible = String(String.UnicodeScalarView(text.unicodeScalars.filter { !isInvisible($0) }))
        return Array(TextFolding.fold(visible).utf8)
    }

    private static func lower(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte + 32 : byte }

    /// Characters that are written between letters so that no eye sees the word cut.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0x200B...0x200F, 0x2060...0x2064, 0xFEFF: true
        case _: false
        }
    }

    /// Calls `body` with each word's bytes, in their order. What is no letter and no digit ends a word.
    static func forEach(in folded: [UInt8], _ body: (ArraySlice<UInt8>) -> Void) {
        var start: Int?
        for (index, byte) in folded.enumerated() {
            let isLetter = byte >= 0x61 && byte <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte >= 0x80
            if isLetter {
                if start == nil { start = index }
            } else if let first = start {
                body(folded[first..<index])
                start = nil
            }
        }
        if let first = start { body(folded[first...]) }
    }
}
