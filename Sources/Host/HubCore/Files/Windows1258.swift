/// The code page's upper half (https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1258.TXT).
enum Windows1258 {
    /// What the bytes from 0x80 on stand for; nil: nothing.
    static let upperHalf: [Unicode.Scalar?] = (0x80...0xFF).map { byte in
        if let special = special[byte] { return special }
        return byte < 0xA0 ? nil : Unicode.Scalar(UInt8(byte))
    }

    /// Where it is not Latin-1.
    private static let special: [Int: Unicode.Scalar] = [
        0x80: "\u{20AC}", 0x82: "\u{201A}", 0x83: "\u{0192}", 0x84: "\u{201E}", 0x85: "\u{2026}", 0x86: "\u{2020}",
        0x87: "\u{2021}", 0x88: "\u{02C6}", 0x89: "\u{2030}", 0x8B: "\u{2039}", 0x8C: "\u{0152}", 0x91: "\u{2018}",
        0x92: "\u{2019}", 0x93: "\u{201C}", 0x94: "\u{201D}", 0x95: "\u{2022}", 0x96: "\u{2013}", 0x97: "\u{2014}",
        0x98: "\u{02DC}", 0x99: "\u{2122}", 0x9B: "\u{203A}", 0x9C: "\u{0153}", 0x9F: "\u{0178}",
        0xC3: "\u{0102}", 0xCC: "\u{0300}", 0xD0: "\u{0110}", 0xD2: "\u{0309}", 0xD5: "\u{01A0}", 0xDD: "\u{01AF}",
        0xDE: "\u{0303}", 0xE3: "\u{0103}", 0xEC: "\u{0301}", 0xF0: "\u{0111}", 0xF2: "\u{0323}", 0xF5: "\u{01A1}",
        0xFD: "\u{01B0}", 0xFE: "\u{20AB}",
    ]
}
