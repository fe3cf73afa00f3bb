/// Letters that recognisers read where digits stand.
enum DigitRepair {
    /// How much of its confidence a value keeps that was repaired.
    static let certainty = 0.8

    static func digit(_ character: Character) -> Character? {
        switch character {
        case "0"..."9": character
        case "O", "o", "Q", "D": "0"
        case "l", "I", "i", "|", "!": "1"
        case "Z", "z": "2"
        case "S", "s": "5"
        case "G": "6"
        case "B": "8"
        case _: nil
        }
    }

    /// The text with digits for the letters of every word that has digits and nothing else but marks; nil: no word is
    /// like that.
    static func repaired(_ characters: [Character]) -> [Character]? {
        var repaired = characters
        var start = 0
        while start < characters.count {
            let end = characters[start...].firstIndex(where: \.isWhitespace) ?? characters.count
            let word = characters[start..<end]
            let isNumber =
                word.contains { $0.isASCII && $0.isNumber }
                && word.allSatisfy { digit($0) != nil || !($0.isLetter || $0.isNumber) }
            if isNumber { for place in start..<end { repaired[place] = digit(characters[place]) ?? characters[place] } }
            start = end + 1
        }
        return repaired == characters ? nil : repaired
    }
}
