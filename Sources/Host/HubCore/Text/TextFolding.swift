/// Folds text for comparison: lower case, and Vietnamese letters to their base letters (`Tồn kho Đức` → `ton kho duc`),
/// whether they were written precomposed or with combining marks.
package enum TextFolding {
    package static func fold(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                folded.append(
                    scalar.value >= 0x41 && scalar.value <= 0x5A ? Unicode.Scalar(scalar.value + 32) ?? scalar : scalar)
                continue
            }
            if (0x300...0x36F).contains(scalar.value) { continue }
            for lower in scalar.properties.lowercaseMapping.unicodeScalars {
                if (0x300...0x36F).contains(lower.value) { continue }
                folded.append(base[lower] ?? lower)
            }
        }
        return String(folded)
    }

    /// Whether the text has a letter that only Vietnamese spelling explains (a tone or horn mark, ă, â, ê, ô, ơ, ư, đ).
    package static func hasVietnameseLetters(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            guard !scalar.isASCII else { return false }
            if (0x300...0x36F).contains(scalar.value) { return true }
            return scalar.properties.lowercaseMapping.unicodeScalars.contains { base[$0] != nil }
        }
    }

    private static let base: [Unicode.Scalar: Unicode.Scalar] = {
        let families: [(Unicode.Scalar, String)] = [
            ("a", "àáảãạăằắẳẵặâầấẩẫậ"), ("e", "èéẻẽẹêềếểễệ"), ("i", "ìíỉĩị"), ("o", "òóỏõọôồốổỗộơờớởỡợ"),
            ("u", "ùúủũụưừứửữự"), ("y", "ỳýỷỹỵ"), ("d", "đ"),
        ]
        var table: [Unicode.Scalar: Unicode.Scalar] = [:]
        for (letter, family) in families {
            for character in family.unicodeScalars { table[character] = letter }
        }
        return table
    }()
}
