import HubCore

/// A message cut into words, once a turn, for all who look at single words.
struct MessageWords: Sendable {
    struct Word: Sendable {
        /// As written.
        var text: String
        /// Lower case without diacritics.
        var folded: String
        /// Whether letters alone make it; codes and numbers speak no language.
        var isPlain: Bool
        var startsUpperCase: Bool
        /// Two letters or more, all upper case.
        var isAllUpperCase: Bool
        var vietnamese: VietnameseMarks
    }

    /// Words beyond this many tell nothing more about a message.
    static let maximumWords = 200

    let words: [Word]
    /// The parts between spaces without the punctuation around them, as codes are written (`AB-12/3`).
    let tokens: [String]

    init(_ message: String) {
        var words: [Word] = []
        var tokens: [String] = []
        var word = String.UnicodeScalarView()
        var token = String.UnicodeScalarView()
        for scalar in message.unicodeScalars {
            if Self.isWordPart(scalar) {
                word.append(scalar)
            } else if Self.isApostrophe(scalar), !word.isEmpty {
                word.append("'")
            } else {
                Self.close(&word, into: &words)
            }
            if scalar.properties.isWhitespace {
                Self.close(&token, into: &tokens)
            } else {
                token.append(scalar)
            }
            if words.count >= Self.maximumWords || tokens.count >= Self.maximumWords { break }
        }
        Self.close(&word, into: &words)
        Self.close(&token, into: &tokens)
        self.words = words
        self.tokens = tokens
    }

    /// The folded words joined by single spaces.
    var folded: String { words.map(\.folded).joined(separator: " ") }

    private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return (0x30...0x39).contains(scalar.value) || (0x41...0x5A).contains(scalar.value)
                || (0x61...0x7A).contains(scalar.value)
        }
        return (0x300...0x36F).contains(scalar.value) || scalar.properties.isAlphabetic
            || scalar.properties.numericType != nil
    }

    private static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool { scalar == "'" || scalar == "\u{2019}" }

    private static func close(_ word: inout String.UnicodeScalarView, into words: inout [Word]) {
        while word.last == "'" { word.removeLast() }
        if !word.isEmpty { words.append(Word(String(word))) }
        word = String.UnicodeScalarView()
    }

    private static func close(_ token: inout String.UnicodeScalarView, into tokens: inout [String]) {
        let trimmed = token.drop { !isWordPart($0) }
        if let last = trimmed.lastIndex(where: isWordPart) { tokens.append(String(trimmed[...last])) }
        token = String.UnicodeScalarView()
    }
}

extension MessageWords.Word {
    init(_ text: String) {
        var letters = 0
        var upperCase = 0
        var others = 0
        for scalar in text.unicodeScalars {
            if scalar.isASCII ? (0x30...0x39).contains(scalar.value) : scalar.properties.numericType != nil {
                others += 1
            } else {
                letters += 1
                if scalar.properties.isUppercase { upperCase += 1 }
            }
        }
        self.text = text
        folded = TextFolding.fold(text)
        isPlain = others == 0
        startsUpperCase = text.unicodeScalars.first?.properties.isUppercase ?? false
        isAllUpperCase = others == 0 && letters >= 2 && upperCase == letters
        vietnamese = VietnameseMarks(of: text)
    }
}
