/// What the diacritics of a word say about its language.
enum VietnameseMarks: Sendable {
    /// Letters of ASCII only.
    case none
    /// Letters that other languages write too (`é`, `à`, `ô`).
    case shared
    /// Letters that Vietnamese alone writes (`ơ`, `ả`, `ậ`, `đ`).
    case unmistakable

    init(of word: String) {
        var isShared = false
        for scalar in word.unicodeScalars where !scalar.isASCII {
            switch scalar.value {
            // Hook above and dot below, as combining marks; the horn; ă, đ, ĩ, ũ, ơ, ư; and the block of precomposed letters.
            case 0x309, 0x323, 0x31B, 0x102, 0x103, 0x110, 0x111, 0x128, 0x129, 0x168, 0x169, 0x1A0, 0x1A1, 0x1AF,
                0x1B0, 0x1EA0...0x1EF9:
                self = .unmistakable
                return
            case _: isShared = true
            }
        }
        self = isShared ? .shared : .none
    }
}
