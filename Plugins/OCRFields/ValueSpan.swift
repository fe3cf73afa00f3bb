import Foundation

/// Words in which a value may stand, as one text.
struct ValueSpan {
    let text: String
    /// As many as the text has.
    let characters: [Character]
    /// Folded one by one, so that places are the same in both.
    let folded: [Character]
    private let words: [(word: Word, range: Range<Int>)]

    /// `rest`: the end of the first word, where its beginning belongs to the anchor.
    init(_ words: some Sequence<Word>, rest: Substring = "", of anchor: Word? = nil) {
        var characters: [Character] = []
        var places: [(Word, Range<Int>)] = []
        func add(_ word: Word, _ text: some StringProtocol) {
            if !characters.isEmpty { characters.append(" ") }
            let letters = Array(String(text).precomposedStringWithCanonicalMapping)
            places.append((word, characters.count..<characters.count + letters.count))
            characters += letters
        }
        if let anchor, !rest.isEmpty { add(anchor, rest) }
        for word in words { add(word, word.text) }
        self.characters = characters
        self.words = places
        text = String(characters)
        folded = characters.map { TextFolding.folded(String($0)).first ?? $0 }
    }

    var isEmpty: Bool { characters.isEmpty }

    /// The words of which some of the text is.
    func words(in range: Range<Int>) -> [Word] { words.filter { $0.range.overlaps(range) }.map(\.word) }

    func text(in range: Range<Int>) -> String { String(characters[range]) }

    /// The range without spaces and marks at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, Self.isFrame(characters[start]) { start += 1 }
        while end > start, Self.isFrame(characters[end - 1]) { end -= 1 }
        return start..<end
    }

    private static func isFrame(_ character: Character) -> Bool {
        character.isWhitespace || ":;,.|_-–—=*…".contains(character)
    }
}
