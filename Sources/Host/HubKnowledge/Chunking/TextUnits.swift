/// Cuts text where it may be cut without harm. Every cut lies between characters, and the parts together are the text.
enum TextUnits {
    /// Sentences, each with the white space behind it.
    static func sentences(_ text: Substring) -> [Substring] {
        var sentences: [Substring] = []
        var start = text.startIndex
        var index = start
        while index < text.endIndex {
            let character = text[index]
            index = text.index(after: index)
            if endsSentence(character) {
                while index < text.endIndex, isCloser(text[index]) { index = text.index(after: index) }
                let hadSpace = character == "\n" || index == text.endIndex || text[index].isWhitespace
                while index < text.endIndex, text[index].isWhitespace { index = text.index(after: index) }
                // "3.5", "e.g. this": a number or an abbreviation goes on.
                let goesOn = index < text.endIndex && character != "\n" && text[index].isLowercase
                if character == "\n" || isWideEnd(character) || hadSpace && !goesOn {
                    sentences.append(text[start..<index])
                    start = index
                }
            }
        }
        if start < text.endIndex { sentences.append(text[start...]) }
        return sentences
    }

    /// Up to `limit` characters from the beginning, to the end of a word where one ends in the latter half; never nothing.
    static func head(_ text: Substring, limit: Int) -> Substring {
        guard let end = text.index(text.startIndex, offsetBy: max(1, limit), limitedBy: text.endIndex),
            end < text.endIndex
        else { return text }
        var cut = end
        let half = text.index(text.startIndex, offsetBy: limit / 2)
        while cut > half {
            if text[text.index(before: cut)].isWhitespace { return text[..<cut] }
            cut = text.index(before: cut)
        }
        return text[..<end]
    }

    /// At most `limit` characters off the end, from a sentence's beginning where one lies there, else from a word's, else
    /// whatever there is.
    static func tail(_ text: Substring, limit: Int) -> Substring {
        guard limit > 0, let start = text.index(text.endIndex, offsetBy: -limit, limitedBy: text.startIndex)
        else { return limit > 0 ? text : "" }
        let window = text[start...]
        if start == text.startIndex { return window }
        let sentences = sentences(window)
        if sentences.count > 1 { return text[sentences[1].startIndex...] }
        if text[text.index(before: start)].isWhitespace { return window }
        guard let space = window.firstIndex(where: \.isWhitespace) else { return window }
        let word = window[space...].drop(while: \.isWhitespace)
        return word.isEmpty ? window : word
    }

    // By scalars, since every character of a document is looked at, and characters are slow to compare.

    private static func endsSentence(_ character: Character) -> Bool {
        switch character.unicodeScalars.first {
        case "\n", ".", "!", "?", "…": true
        case _: isWideEnd(character)
        }
    }

    /// No white space follows these.
    private static func isWideEnd(_ character: Character) -> Bool {
        switch character.unicodeScalars.first {
        case "。", "！", "？": true
        case _: false
        }
    }

    private static func isCloser(_ character: Character) -> Bool {
        switch character.unicodeScalars.first {
        case ")", "]", "\"", "'", "”", "’", "»", "」", "』": true
        case _: false
        }
    }
}
