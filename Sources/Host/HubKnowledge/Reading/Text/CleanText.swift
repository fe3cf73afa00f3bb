/// Text as it is kept: canonical composition where there is one (NFC), so that the same word is the same bytes whoever wrote
/// it; no NUL, no control or invisible formatting characters; no character of endless marks.
enum CleanText {
    /// Scalars of one character, at most: emoji of a family have 11. A longer one loses its end.
    private static let scalarsOfCharacter = 16

    static func clean(_ text: String) -> String {
        // Most lines of most documents.
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) || $0 == 0x0A }) { return text }
        var scalars = String.UnicodeScalarView()
        scalars.reserveCapacity(text.utf8.count)
        var wasReturn = false
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0D: scalars.append("\n")
            case 0x0A: if !wasReturn { scalars.append("\n") }
            case 0x09, 0xA0, 0x2007, 0x202F: scalars.append(" ")
            case 0x0B, 0x0C, 0x85, 0x2028, 0x2029: scalars.append("\n")
            case _ where !isKept(scalar): break
            case _: scalars.append(scalar)
            }
            wasReturn = scalar.value == 0x0D
        }
        var clean = ""
        clean.reserveCapacity(text.utf8.count)
        for character in String(scalars) {
            if character.isASCII {
                clean.append(character)
            } else {
                clean.unicodeScalars.append(contentsOf: composed(character))
            }
        }
        return clean
    }

    /// On one line, runs of white space as one space, none at the ends.
    static func line(_ text: String) -> String {
        clean(text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func isKept(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .surrogate, .privateUse, .unassigned: false
        // Of the invisible ones, joiners make words of Indic scripts and emoji what they are.
        case .format: scalar.value == 0x200C || scalar.value == 0x200D
        case _: scalar.value != 0xFFFD
        }
    }

    private static func composed(_ character: Character) -> ArraySlice<Unicode.Scalar> {
        let scalars = Array(character.unicodeScalars)[...]
        if let whole = compositions[character] { return [whole] }
        guard scalars.count > 1 else { return scalars }
        // The longest beginning that has a character of its own, then the marks that are left.
        for length in stride(from: min(scalars.count - 1, 4), through: 2, by: -1) {
            var start = String.UnicodeScalarView()
            start.append(contentsOf: scalars.prefix(length))
            let text = String(start)
            if text.count == 1, let first = text.first, let whole = compositions[first] {
                return ([whole] + scalars.dropFirst(length)).prefix(scalarsOfCharacter)
            }
        }
        return scalars.prefix(scalarsOfCharacter)
    }

    /// Characters of the Latin, Greek and Cyrillic scripts that have one scalar, found by any spelling of theirs: two
    /// characters are equal when they are canonically so.
    private static let compositions: [Character: Unicode.Scalar] = {
        var table: [Character: Unicode.Scalar] = [:]
        for range: ClosedRange<UInt32> in [0xC0...0x24F, 0x370...0x4FF, 0x1E00...0x1FFF] {
            for scalar in range.lazy.compactMap(Unicode.Scalar.init) where scalar.properties.isAlphabetic {
                // The first is the canonical one where several look the same.
                if table[Character(scalar)] == nil { table[Character(scalar)] = scalar }
            }
        }
        return table
    }()
}
