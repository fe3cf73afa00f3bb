/// Looks for one field's value on one page.
struct FieldSearch {
    /// Letters' heights between words that belong to different columns.
    private static let columnGap = 2.5
    /// Lines below an anchor in which its value may stand.
    private static let linesBelow = 3

    let rule: FieldRule
    /// Of the rule, among those that the sheet was made for.
    let index: Int
    let sheet: Sheet

    /// Every value in reading order.
    func candidates(_ goesOn: () -> Bool) -> [FieldCandidate] {
        guard !rule.anchors.isEmpty else {
            if rule.kind == .text, rule.pattern == nil { return wholeRegion() }
            return sheet.lines.compactMap {
                goesOn() ? candidate(in: ValueSpan($0.words.filter(isInRegion)), likeness: 1) : nil
            }
        }
        return sheet.places.filter { $0.rule == index }.compactMap { place in
            guard goesOn() else { return nil }
            let beside = { candidate(in: right(of: place), likeness: place.match.likeness) }
            let under = {
                below(place).lazy.compactMap { candidate(in: $0, likeness: place.match.likeness) }.first
            }
            switch rule.side {
            case .rightOf: return beside()
            case .below: return under()
            case .either: return beside() ?? under()
            }
        }
    }

    /// All that stands in the region, as one text.
    private func wholeRegion() -> [FieldCandidate] {
        let words = sheet.lines.flatMap { $0.words.filter(isInRegion) }
        return candidate(in: ValueSpan(words), likeness: 1).map { [$0] } ?? []
    }

    /// The words after an anchor, up to the next field's; of a text only as far as they stand together.
    private func right(of place: Sheet.Place) -> ValueSpan {
        let line = sheet.lines[place.line]
        let start = place.match.words.upperBound
        let end = sheet.nextPlace(in: place.line, from: start, notOf: index) ?? line.words.count
        var words = Array(line.words[start..<max(start, end)])
        if rule.kind == .text { words = Self.together(words) }
        return ValueSpan(words.filter(isInRegion), rest: place.match.rest, of: line.words[start - 1])
    }

    /// What stands in the anchor's column in the next lines, the nearest first.
    private func below(_ place: Sheet.Place) -> [ValueSpan] {
        let line = sheet.lines[place.line]
        guard let anchor = Box.around(line.words[place.match.words].map(\.box)) else { return [] }
        let lines = sheet.lines[(place.line + 1)...].prefix(Self.linesBelow)
        return lines.prefix { $0.box.y < anchor.bottom + 5 * anchor.height }.compactMap { line in
            let columns = Self.columns(line.words)
            let here = columns.filter { column in
                guard let box = Box.around(column.map(\.box)) else { return false }
                return box.x < anchor.right + anchor.height && box.right > anchor.x - anchor.height
            }
            let words = here.flatMap(\.self).filter(isInRegion)
            return words.isEmpty ? nil : ValueSpan(words)
        }
    }

    private func isInRegion(_ word: Word) -> Bool {
        guard let region = rule.region else { return true }
        let (x, y) = (word.box.middleX / sheet.page.width, word.box.middleY / sheet.page.height)
        return (region.x...region.right).contains(x) && (region.y...region.bottom).contains(y)
    }

    /// The words up to the first wide gap.
    private static func together(_ words: [Word]) -> [Word] { columns(words).first ?? [] }

    /// The words of a line, parted at wide gaps.
    private static func columns(_ words: [Word]) -> [[Word]] {
        var columns: [[Word]] = []
        for word in words {
            if let last = columns.last?.last,
                word.box.x - last.box.right <= columnGap * min(last.box.height, word.box.height)
            {
                columns[columns.count - 1].append(word)
            } else {
                columns.append([word])
            }
        }
        return columns
    }

    private func candidate(in span: ValueSpan, likeness: Double) -> FieldCandidate? {
        guard let found = ValueReading(rule: rule).value(in: span) else { return nil }
        let words = span.words(in: found.range)
        guard let source = Box.around(words.map(\.source)) else { return nil }
        // One wrong digit makes a number wrong, but one wrong letter no text.
        let read =
            rule.kind == .text
            ? words.reduce(0) { $0 + $1.confidence } / Double(words.count) : words.map(\.confidence).min() ?? 0
        return FieldCandidate(
            value: FieldValue(
                content: found.content, currency: found.currency, text: span.text(in: found.range),
                confidence: read * likeness * found.certainty, page: sheet.page.number, source: source),
            likeness: likeness)
    }
}
