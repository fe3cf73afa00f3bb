import HubCore

/// Finds names in words: quoted, or written after the slot's cue, or what is left of the message when the words that
/// speak of the tool are taken away. A question slot gets the whole message.
struct NameReader {
    static let longestName = 8
    static let longestQuestion = 1000

    let tool: BuiltinTool
    let message: SpokenMessage
    let leniency: ArgumentReader.Leniency

    private var utterance: Utterance { message.utterance }

    func read(into reading: inout ArgumentReading, claims: inout WordClaims) {
        var names: [Int] = []
        for index in tool.slots.indices {
            switch tool.slots[index].elementKind {
            case .name: names.append(index)
            case .question: readQuestion(index, into: &reading)
            case .code, .choice, .date, .number, .boolean, .attachment, .constant, .list, .unsupported: break
            }
        }
        readQuotations(names, into: &reading, claims: &claims)
        for index in names where reading.values[index].isEmpty || tool.slots[index].isList {
            readAnnounced(index, into: &reading, claims: &claims)
        }
        let empty = names.filter { tool.slots[$0].need == .required && reading.values[$0].isEmpty }
        guard leniency == .remainder, empty.count == 1,
            let rest = tool.requiredSlots.count > 1
                ? properRun(claims) ?? remainder(claims: claims) : remainder(claims: claims)
        else { return }
        // Beside other arguments, only what is written as a name is one.
        guard rest.isCapitalised || tool.requiredSlots.count == 1 else { return }
        append(utterance.text(of: rest.range), rest.range, .none, to: empty[0], into: &reading, claims: &claims)
    }

    private func append(
        _ text: String, _ words: Range<Int>, _ cue: SlotCues.Strength, to index: Int,
        into reading: inout ArgumentReading, claims: inout WordClaims
    ) {
        let value = JSONValue.string(text)
        let verdict: SpokenValue.Verdict = tool.slots[index].accepts(value) ? .fitting : .unfitting
        reading.values[index].append(SpokenValue(value: value, words: words, verdict: verdict, cue: cue))
        claims.take(words)
    }

    private func readQuotations(_ names: [Int], into reading: inout ArgumentReading, claims: inout WordClaims) {
        for quotation in utterance.quotations where claims.isFree(quotation.words) {
            let announced = names.max {
                cue(of: quotation.words.lowerBound, $0) < cue(of: quotation.words.lowerBound, $1)
            }
            guard let best = announced else { return }
            let strength = cue(of: quotation.words.lowerBound, best)
            let index = strength >= .medium ? best : names.first { reading.values[$0].isEmpty } ?? best
            guard reading.values[index].isEmpty || tool.slots[index].isList || strength >= .medium else { continue }
            append(quotation.text, quotation.words, strength, to: index, into: &reading, claims: &claims)
        }
    }

    private func cue(of position: Int, _ slot: Int) -> SlotCues.Strength {
        tool.slots[slot].cues.announcement(of: position, in: utterance)
    }

    /// The words after a strong cue, up to a word that ends a name.
    private func readAnnounced(_ index: Int, into reading: inout ArgumentReading, claims: inout WordClaims) {
        let slot = tool.slots[index]
        for position in utterance.words.indices where claims.isFree(position) {
            guard slot.cues.announcement(of: position, in: utterance) == .strong else { continue }
            var end = position
            while end < utterance.words.count, end - position < Self.longestName, claims.isFree(end),
                !message.dateWords[end], end == position || utterance.words[end].gap == .space,
                isProper(at: end) || !utterance.words[end].roles.contains(.boundary), !isQuestion(at: end),
                !slot.cues.contains(utterance.words[end].stem)
                    || slot.cues.strength(of: utterance.words[end].stem) == .weak,
                end == position || !beginsAnother(index, at: end)
            {
                end += 1
            }
            end = withoutLead(of: position..<end)
            // In "which item is cheapest" the cue announces nothing.
            guard end > position,
                isProper(at: position) || !utterance.words[position].isSmall || mayBeName(position..<end)
            else { continue }
            append(
                utterance.text(of: position..<end), position..<end, .strong, to: index, into: &reading, claims: &claims)
            if !slot.isList { return }
        }
    }

    /// Whether the words from here announce another argument: by its name, or by a word for a count or an amount.
    private func beginsAnother(_ index: Int, at position: Int) -> Bool {
        let longest = min(SlotCues.longestPhrase, utterance.words.count - position)
        for (other, slot) in tool.slots.enumerated() where other != index {
            for count in 1...longest {
                let strength = slot.cues.strength(of: utterance.stems(of: position..<(position + count)))
                if strength == .strong || strength == .medium && !isProper(at: position) { return true }
            }
        }
        guard !isProper(at: position), position + 1 < utterance.words.count else { return false }
        if Self.measures.contains(utterance.words[position].folded) { return utterance.words[position + 1].hasDigit }
        return position + 2 < utterance.words.count && utterance.words[position + 2].hasDigit
            && Self.measures.contains("\(utterance.words[position].folded) \(utterance.words[position + 1].folded)")
    }

    /// The end of a name without the small letters before a number: those announce the number ("Alpha qty 5").
    private func withoutLead(of range: Range<Int>) -> Int {
        guard range.upperBound < utterance.words.count, utterance.words[range.upperBound].hasDigit,
            utterance.words[range.upperBound].gap == .space, isProper(at: range.lowerBound),
            let last = range.last(where: { isProper(at: $0) || utterance.words[$0].hasDigit })
        else { return range.upperBound }
        return last + 1
    }

    /// Two or more Vietnamese words without marks: `ha noi` may be a name or two small words.
    private func mayBeName(_ range: Range<Int>) -> Bool {
        message.language == .vietnamese && range.count > 1
            && range.allSatisfy {
                utterance.words[$0].roles.isDisjoint(with: [.request, .boundary])
                    && utterance.words[$0].text.utf8.allSatisfy { $0 < 0x80 }
            }
    }

    private func isQuestion(at position: Int) -> Bool {
        let word = utterance.words[position].folded
        guard position + 1 < utterance.words.count else { return false }
        return Lexicon.requestPairs.contains("\(word) \(utterance.words[position + 1].folded)")
    }

    /// The longest run of words that say nothing of the tool; written with capitals before others.
    private func remainder(claims: WordClaims) -> (range: Range<Int>, isCapitalised: Bool)? {
        var best: (range: Range<Int>, isCapitalised: Bool)?
        var start: Int?
        for position in 0...utterance.words.count {
            let isOpen =
                position < utterance.words.count && claims.isFree(position) && isContent(at: position)
                && (start == nil || utterance.words[position].gap == .space)
            if isOpen {
                if start == nil { start = position }
                continue
            }
            if let begun = start {
                let range = begun..<position
                let isCapitalised = utterance.words[begun].isCapitalised && (begun > 0 || range.count > 1)
                let isBetter =
                    best.map { found in
                        isCapitalised == found.isCapitalised
                            ? range.count >= found.range.count : isCapitalised
                    } ?? true
                if isBetter { best = (range, isCapitalised) }
            }
            start =
                position < utterance.words.count && claims.isFree(position) && isContent(at: position) ? position : nil
        }
        return best.map { best in
            let end = min(best.range.upperBound, best.range.lowerBound + Self.longestName)
            return (best.range.lowerBound..<end, best.isCapitalised)
        }
    }

    /// The longest run of words that are written as a name.
    private func properRun(_ claims: WordClaims) -> (range: Range<Int>, isCapitalised: Bool)? {
        var best: Range<Int>?
        var start: Int?
        for position in 0...utterance.words.count {
            if position < utterance.words.count, claims.isFree(position), isProper(at: position),
                !message.dateWords[position]
            {
                if start == nil || utterance.words[position].gap != .space { start = position }
                let run = (start ?? position)..<(position + 1)
                if run.count >= best?.count ?? 0 { best = run }
            } else {
                start = nil
            }
        }
        return best.map { ($0.prefix(Self.longestName).startIndex..<$0.prefix(Self.longestName).endIndex, true) }
    }

    private func isContent(at position: Int) -> Bool {
        let word = utterance.words[position]
        if message.dateWords[position] { return false }
        // "Ho Chi Minh": small words of Vietnamese, but for their capitals.
        if isProper(at: position) { return true }
        return word.roles.isDisjoint(with: [.small, .boundary]) && tool.features[word.stem] == nil
    }

    /// Whether the word is written as a part of a name: with a capital that no beginning of a clause explains.
    private func isProper(at position: Int) -> Bool {
        let word = utterance.words[position]
        guard word.isCapitalised, word.gap != .clause, !utterance.isShouted else { return false }
        return !word.isCapitals || tool.features[word.stem] == nil
    }

    private func readQuestion(_ index: Int, into reading: inout ArgumentReading) {
        if tool.slots[index].source == .message {
            return appendQuestion(wholeText, utterance.words.indices, to: index, into: &reading)
        }
        if let quotation = utterance.quotations.first, utterance.quotations.count == 1,
            quotation.words.count + 3 >= utterance.words.count
        {
            return appendQuestion(quotation.text, quotation.words, to: index, into: &reading)
        }
        var start = 0
        while start < utterance.words.count, Self.leads.contains(utterance.words[start].folded) { start += 1 }
        if start == utterance.words.count { start = 0 }
        guard start < utterance.words.count else { return }
        let words = start..<utterance.words.count
        let text = start == 0 ? wholeText : utterance.text(of: words)
        appendQuestion(text, words, to: index, into: &reading)
    }

    private var wholeText: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: utterance.scalars.drop { $0.properties.isWhitespace })
        return String(view)
    }

    private func appendQuestion(_ text: String, _ words: Range<Int>, to index: Int, into reading: inout ArgumentReading)
    {
        let longest = tool.slots[index].elementSchema["maxLength"]?.intValue ?? .max
        let bounded = String(text.prefix(Self.longestQuestion).unicodeScalars.prefix(max(0, longest)))
        let value = JSONValue.string(bounded)
        let verdict: SpokenValue.Verdict = tool.slots[index].accepts(value) ? .fitting : .unfitting
        reading.values[index].append(SpokenValue(value: value, words: words, verdict: verdict, cue: .none))
    }

    /// Words before a count or an amount, in both languages.
    private static let measures: Set<String> = [
        "quantity", "qty", "amount", "price", "total", "count", "number", "so luong", "sl", "so tien", "don gia", "gia",
        "tong so", "tong",
    ]

    /// Words that order a search and are no part of what is sought.
    private static let leads: Set<String> = [
        "please", "search", "find", "look", "up", "for", "query", "tim", "kiem", "tra", "cuu",
    ]
}
