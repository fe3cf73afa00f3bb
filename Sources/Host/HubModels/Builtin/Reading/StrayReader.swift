import HubCore

/// Takes a word that looks like a value and fits nowhere as a wrong value: of the slot whose list it continues ("T1 and
/// TX99"), or of the required slot that is still empty, so that "and for 12345?" is not answered with what an earlier
/// message spoke of.
struct StrayReader {
    let tool: BuiltinTool
    let message: SpokenMessage

    func read(into reading: inout ArgumentReading, claims: inout WordClaims) {
        for index in tool.slots.indices { continueList(index, into: &reading, claims: &claims) }
        fillEmpty(into: &reading, claims: &claims)
    }

    private func continueList(_ index: Int, into reading: inout ArgumentReading, claims: inout WordClaims) {
        guard case .code(.strict) = tool.slots[index].elementKind else { return }
        let words = message.utterance.words
        for position in words.indices where claims.isFree(position) && isStray(at: position, digits: 1) {
            let continues = reading.values[index].contains { value in
                value.words.upperBound == position && words[position].gap == .comma
                    || value.words.upperBound + 1 == position
                        && Lexicon.conjunctions.contains(words[position - 1].folded)
            }
            guard continues, tool.slots[index].shape?.resembles(words[position].text) ?? true else { continue }
            append(position, to: index, into: &reading, claims: &claims)
        }
    }

    private func append(
        _ position: Int, to index: Int, into reading: inout ArgumentReading, claims: inout WordClaims
    ) {
        let value = JSONValue.string(message.utterance.words[position].text)
        let words = position..<(position + 1)
        reading.values[index].append(SpokenValue(value: value, words: words, verdict: .unfitting, cue: .none))
        claims.take(words)
    }

    private func fillEmpty(into reading: inout ArgumentReading, claims: inout WordClaims) {
        let empty = tool.slots.indices.filter { index in
            guard case .code(.strict) = tool.slots[index].elementKind else { return false }
            return tool.slots[index].need == .required && reading.values[index].isEmpty
        }
        guard empty.count == 1, let index = empty.first else { return }
        let slot = tool.slots[index]
        let prefix = TextFolding.fold(slot.shape?.prefix ?? "")
        for position in message.utterance.words.indices where claims.isFree(position) {
            // One digit is enough behind the text that all values begin with.
            let isBegun = !prefix.isEmpty && message.utterance.words[position].folded.hasPrefix(prefix)
            guard isStray(at: position, digits: isBegun ? 1 : 3) else { continue }
            guard slot.shape?.resembles(message.utterance.words[position].text) ?? true else { continue }
            return append(position, to: index, into: &reading, claims: &claims)
        }
    }

    private func isStray(at position: Int, digits least: Int) -> Bool {
        let word = message.utterance.words[position]
        let digits = word.text.unicodeScalars.count { $0.isDigit }
        // Few digits may be a count, unless letters stand beside them.
        guard digits >= 3 || digits >= least && digits < word.text.unicodeScalars.count, !message.dateWords[position],
            !message.knownValues.contains(word.text)
        else { return false }
        // A year, an amount with its unit or currency, a number with decimals.
        if word.text.utf8.count == 4, word.folded.hasPrefix("20") || word.folded.hasPrefix("19") { return false }
        let next = position + 1
        if next < message.utterance.words.count, message.utterance.words[next].gap == .space,
            Self.units.contains(message.utterance.words[next].folded)
        {
            return false
        }
        return !message.numbers.contains { $0.words.contains(position) && !$0.value.isInteger }
    }

    private static let units: Set<String> = [
        "day", "days", "month", "months", "year", "years", "hour", "hours", "usd", "vnd", "eur", "dollars", "dong",
        "vnđ", "percent", "ngay", "thang", "nam", "gio", "trieu", "ty", "nghin", "ngan", "million", "billion", "k",
        "thousand", "items", "units", "cai", "chiec", "kg",
    ]
}
