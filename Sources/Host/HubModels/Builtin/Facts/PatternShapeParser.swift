/// Reads the simple patterns that `PatternShape` stands for, and gives up on all others.
struct PatternShapeParser {
    private let characters: [Character]
    private var position = 0

    init(_ pattern: String) { characters = Array(pattern) }

    mutating func parse() -> [PatternShape.Part]? {
        if next == "^" { position += 1 }
        var end = characters.count
        if end > position, characters[end - 1] == "$" { end -= 1 }
        var parts: [PatternShape.Part] = []
        while position < end {
            guard let unit = unit(), let (minimum, maximum) = count() else { return nil }
            append(PatternShape.Part(unit: unit, minimum: minimum, maximum: maximum), to: &parts)
        }
        return position == end ? parts : nil
    }

    private var next: Character? { position < characters.count ? characters[position] : nil }

    private mutating func append(_ part: PatternShape.Part, to parts: inout [PatternShape.Part]) {
        guard let last = parts.last else { return parts.append(part) }
        let isOnce = part.minimum == 1 && part.maximum == 1
        if case .text(let before) = last.unit, case .text(let text) = part.unit, isOnce, last.minimum == 1,
            last.maximum == 1
        {
            parts[parts.count - 1].unit = .text(before + text)
            return
        }
        guard last.unit == part.unit, [.digits, .letters, .lettersOrDigits].contains(part.unit) else {
            return parts.append(part)
        }
        parts[parts.count - 1].minimum += part.minimum
        if let maximum = part.maximum, let before = last.maximum {
            parts[parts.count - 1].maximum = before + maximum
        } else {
            parts[parts.count - 1].maximum = nil
        }
    }

    private mutating func unit() -> PatternShape.Unit? {
        guard let character = next else { return nil }
        position += 1
        switch character {
        case "\\": return escape()
        case "[": return characterClass()
        case "(": return alternatives()
        case ".", "|", ")", "]", "{", "}", "?", "*", "+", "^", "$": return nil
        default: return .text(String(character))
        }
    }

    private mutating func escape() -> PatternShape.Unit? {
        guard let character = next else { return nil }
        position += 1
        switch character {
        case "d": return .digits
        case "w": return .lettersOrDigits
        case _ where character.isLetter || character.isNumber: return nil
        default: return .text(String(character))
        }
    }

    private mutating func characterClass() -> PatternShape.Unit? {
        var hasDigits = false
        var hasLetters = false
        var singles: [String] = []
        while let character = next, character != "]" {
            position += 1
            if character == "^" { return nil }
            if character == "\\" {
                guard next == "d" else { return nil }
                position += 1
                hasDigits = true
                continue
            }
            guard next == "-", position + 1 < characters.count, characters[position + 1] != "]" else {
                guard character.isASCII, character.isLetter || character.isNumber || character == "_" else {
                    return nil
                }
                singles.append(String(character))
                continue
            }
            let last = characters[position + 1]
            position += 2
            guard character.isASCII, last.isASCII, character <= last else { return nil }
            if character.isNumber, last.isNumber {
                hasDigits = true
            } else if character.isLetter, last.isLetter {
                hasLetters = true
            } else {
                return nil
            }
        }
        guard next == "]" else { return nil }
        position += 1
        if !hasDigits, !hasLetters { return singles.isEmpty ? nil : .choice(singles) }
        hasDigits = hasDigits || singles.contains { $0.first?.isNumber == true }
        hasLetters = hasLetters || singles.contains { $0.first?.isNumber == false }
        return hasDigits && hasLetters ? .lettersOrDigits : hasDigits ? .digits : .letters
    }

    /// `(AB|CD)` of plain text, after the bracket.
    private mutating func alternatives() -> PatternShape.Unit? {
        if next == "?" {
            guard position + 1 < characters.count, characters[position + 1] == ":" else { return nil }
            position += 2
        }
        var texts = [""]
        while let character = next, character != ")" {
            position += 1
            switch character {
            case "|": texts.append("")
            case "-", "_", "/", " ": texts[texts.count - 1].append(character)
            case _ where character.isLetter || character.isNumber: texts[texts.count - 1].append(character)
            default: return nil
            }
        }
        guard next == ")", !texts.contains("") else { return nil }
        position += 1
        return texts.count == 1 ? .text(texts[0]) : .choice(texts)
    }

    private mutating func count() -> (Int, Int?)? {
        var result: (Int, Int?) = (1, 1)
        switch next {
        case "?": result = (0, 1)
        case "*": result = (0, nil)
        case "+": result = (1, nil)
        case "{":
            guard let close = characters[position...].firstIndex(of: "}") else { return nil }
            let parts = characters[(position + 1)..<close].split(separator: ",", omittingEmptySubsequences: false)
            guard (1...2).contains(parts.count), let minimum = Int(String(parts[0])) else { return nil }
            if parts.count == 1 {
                result = (minimum, minimum)
            } else if parts[1].isEmpty {
                result = (minimum, nil)
            } else {
                guard let maximum = Int(String(parts[1])), maximum >= minimum else { return nil }
                result = (minimum, maximum)
            }
            position = close
        default: return result
        }
        position += 1
        if next == "?" || next == "+" { return nil }
        return result
    }
}
