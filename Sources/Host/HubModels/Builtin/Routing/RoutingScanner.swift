import HubCore

/// Takes a text apart into folded words, in one pass over its scalars.
struct RoutingScanner: Sendable {
    /// Longer texts are read at both ends only: a question stands at one of them, and the work stays bounded.
    private static let headBytes = 6_144
    private static let tailBytes = 2_048
    private static let longestWord = 48
    private static let longestPrefix = 6

    let letters: RoutingLetters
    var functionWords: RoutingFunctionWords

    func scan(_ text: String) -> RoutingText {
        let utf8 = text.utf8
        guard utf8.count > Self.headBytes + Self.tailBytes else { return scanWhole(text) }
        let head = String(decoding: utf8.prefix(Self.headBytes), as: UTF8.self)
        let tail = String(decoding: utf8.suffix(Self.tailBytes), as: UTF8.self)
        return scanWhole(head + "\n" + tail)
    }

    private func scanWhole(_ text: String) -> RoutingText {
        var pass = Pass()
        pass.text.letters.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch letters.role(of: scalar) {
            case .letter(let lower, let folded): pass.letter(lower, folded, from: scalar)
            case .digit(let digit): pass.digit(digit)
            case .mark: pass.sawMark = true
            case .ignored: break
            case .separator: pass.separator(scalar)
            }
        }
        pass.endWord()
        var result = pass.text
        if pass.sawMark {
            // Decomposed spelling lost its marks: what is left is a text without diacritics.
            for position in result.words.indices { result.words[position].spelling = result.words[position].identity }
        }
        functionWords.classify(&result)
        return result
    }

    /// The state between two scalars.
    private struct Pass {
        var text = RoutingText()
        var sawMark = false
        private var start = 0
        private var spelling = RoutingHash()
        private var letterCount = 0
        private var digitCount = 0
        private var isMarked = false
        private var endedInLowercase = false
        private var isCapitalised = false
        private var boundary = RoutingWord.Boundary.none
        /// What stood since the last word: nothing yet, one mark that joins codes, or anything else.
        private var gap = Gap.open
        private var pendingBreak: Unicode.Scalar?

        private enum Gap { case open, joiner, closed }

        mutating func letter(_ lower: Unicode.Scalar, _ folded: UInt8?, from scalar: Unicode.Scalar) {
            let isUppercase = scalar.isASCII && lower != scalar
            if isUppercase && endedInLowercase { endWord() }
            settleBreak(before: .letter)
            endedInLowercase = scalar.isASCII && !isUppercase
            guard text.letters.count - start < RoutingScanner.longestWord else { return }
            letterCount += 1
            if text.letters.count == start { isCapitalised = lower != scalar }
            if let folded {
                text.letters.append(folded)
                if lower.value != UInt32(folded) { isMarked = true }
            } else {
                text.letters.append(contentsOf: UTF8.encode(lower) ?? UTF8.encodedReplacementCharacter)
            }
            spelling.add(lower)
        }

        mutating func digit(_ digit: UInt8) {
            settleBreak(before: .digit)
            endedInLowercase = false
            guard text.letters.count - start < RoutingScanner.longestWord else { return }
            digitCount += 1
            text.letters.append(digit)
            spelling.add(digit)
        }

        /// A mark at once before a letter or a digit: a comma still parts clauses before a letter, a point does not.
        private mutating func settleBreak(before next: Next) {
            if pendingBreak == ",", next == .letter { boundary = .clause }
            pendingBreak = nil
        }

        private enum Next { case letter, digit }

        mutating func separator(_ scalar: Unicode.Scalar) {
            endWord()
            switch scalar {
            case "-", "/", "_", "#": gap = gap == .open ? .joiner : .closed
            case ".", ":":
                gap = gap == .open ? .joiner : .closed
                pendingBreak = scalar
            case ",":
                gap = .closed
                pendingBreak = scalar
            case ";", "?", "!", "\n", "\r", "…":
                gap = .closed
                boundary = .clause
            case _:
                gap = .closed
                if pendingBreak != nil { boundary = .clause }
                pendingBreak = nil
            }
        }

        mutating func endWord() {
            let letters = start..<text.letters.count
            defer {
                start = text.letters.count
                spelling = RoutingHash()
                letterCount = 0
                digitCount = 0
                isMarked = false
                isCapitalised = false
                endedInLowercase = false
            }
            guard !letters.isEmpty else { return }
            var hash = RoutingHash()
            for position in letters { hash.add(text.letters[position]) }
            let identity = RoutingHash.mix(hash.value)
            let kind: RoutingWord.Kind =
                if digitCount == 0 { .content } else if letterCount > 0 { .code } else {
                    .number(Self.size(digitCount))
                }
            if digitCount > 0, gap == .joiner, let last = text.words.last, last.kind == .content,
                last.letters.count <= RoutingScanner.longestPrefix
            {
                text.words[text.words.count - 1].kind = .code
            }
            text.words.append(
                RoutingWord(
                    kind: kind, boundary: boundary, letters: letters, identity: identity,
                    spelling: isMarked ? RoutingHash.mix(spelling.value) : identity,
                    isName: isCapitalised && boundary == .none && !text.words.isEmpty))
            boundary = .none
            gap = .open
        }

        private static func size(_ digits: Int) -> UInt8 {
            switch digits {
            case ...1: 1
            case 2...3: 2
            case 4...6: 3
            case 7...9: 4
            case _: 5
            }
        }
    }
}
