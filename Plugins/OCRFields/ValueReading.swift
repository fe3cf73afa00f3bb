/// Reads a value of a field's type out of words.
struct ValueReading {
    struct Found {
        var content: FieldValue.Content
        var range: Range<Int>
        var currency: String?
        /// 0 to 1: how sure it is that what was read means this.
        var certainty = 1.0
    }

    let rule: FieldRule

    /// Nil: no value of that type, or none that the pattern accepts, stands there.
    func value(in span: ValueSpan) -> Found? {
        guard !span.isEmpty else { return nil }
        guard let pattern = rule.pattern else { return typed(in: span, range: 0..<span.characters.count) }
        if let range = Self.match(pattern, span.characters) { return typed(in: span, range: range, isPatterned: true) }
        guard pattern.wantsDigits, let repaired = DigitRepair.repaired(span.characters),
            let range = Self.match(pattern, repaired)
        else { return nil }
        var found = typed(in: ValueSpan(repaired), range: range, isPatterned: true)
        found?.certainty *= DigitRepair.certainty
        return found
    }

    private static func match(_ pattern: ValuePattern, _ characters: [Character]) -> Range<Int>? {
        let text = String(characters)
        guard let range = pattern.match(in: text) else { return nil }
        let start = text.distance(from: text.startIndex, to: range.lowerBound)
        return start..<start + text.distance(from: range.lowerBound, to: range.upperBound)
    }

    private func typed(in span: ValueSpan, range: Range<Int>, isPatterned: Bool = false) -> Found? {
        let part = range == 0..<span.characters.count ? span : ValueSpan(Array(span.characters[range]))
        var found: Found?
        switch rule.kind {
        case .text:
            let trimmed = isPatterned ? 0..<part.characters.count : part.trimmed(0..<part.characters.count)
            found = trimmed.isEmpty ? nil : Found(content: .text(part.text(in: trimmed)), range: trimmed)
        case .identifier: found = identifier(in: part, isPatterned: isPatterned)
        case .date:
            found = DateReading(order: rule.dateOrder).first(in: part).map {
                Found(
                    content: .text($0.text), range: $0.range, certainty: $0.isRepaired ? DigitRepair.certainty : 1)
            }
        case .number, .integer, .money: found = number(in: part)
        }
        guard var found else { return nil }
        found.range = found.range.lowerBound + range.lowerBound..<found.range.upperBound + range.lowerBound
        return found
    }

    private func number(in span: ValueSpan) -> Found? {
        let numbers = NumberReading(decimal: rule.decimal).all(in: span).filter {
            guard rule.kind == .integer else { return true }
            if case .integer = $0.value { return true }
            return false
        }
        // Of money what has a currency beside it is meant, such as in "3 items, 45 USD".
        let meant = rule.kind == .money ? numbers.first { $0.currency != nil } : nil
        return (meant ?? numbers.first).map {
            Found(
                content: $0.value, range: $0.range,
                currency: rule.kind == .money ? $0.currency ?? rule.currency : nil,
                certainty: $0.isRepaired ? DigitRepair.certainty : 1)
        }
    }

    /// The first word with a digit in it, without marks at its ends; with a pattern what that accepts.
    private func identifier(in span: ValueSpan, isPatterned: Bool) -> Found? {
        if isPatterned {
            let range = 0..<span.characters.count
            return Found(content: .text(String(span.characters.filter { !$0.isWhitespace })), range: range)
        }
        var start = 0
        while start < span.characters.count {
            let end = span.characters[start...].firstIndex(where: \.isWhitespace) ?? span.characters.count
            let range = span.trimmed(start..<end)
            if span.characters[range].contains(where: { $0.isASCII && $0.isNumber }) {
                return Found(content: .text(span.text(in: range)), range: range)
            }
            start = end + 1
        }
        return nil
    }
}

extension ValueSpan {
    /// A text without words.
    fileprivate init(_ characters: [Character]) {
        self.init([Word(text: String(characters), confidence: 1, box: Box(x: 0, y: 0, width: 0, height: 0))])
    }
}
