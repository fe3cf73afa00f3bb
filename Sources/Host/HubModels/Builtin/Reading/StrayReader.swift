import HubCore

/// Takes a word that looks like a value and fits nowhere as a wrong value for the required slot that is still empty,
/// so that "and for 12345?" is not answered with what an earlier message spoke of.
struct StrayReader {
    let tool: BuiltinTool
    let message: SpokenMessage

    func read(into reading: inout ArgumentReading, claims: inout WordClaims) {
        let empty = tool.slots.indices.filter { index in
            guard case .code(.strict) = tool.slots[index].elementKind else { return false }
            return tool.slots[index].need == .required && reading.values[index].isEmpty
        }
        guard empty.count == 1, let index = empty.first else { return }
        let slot = tool.slots[index]
        for position in message.utterance.words.indices where claims.isFree(position) && isStray(at: position) {
            let word = message.utterance.words[position]
            guard slot.shape?.resembles(word.text) ?? true else { continue }
            reading.values[index].append(
                SpokenValue(
                    value: .string(word.text), words: position..<(position + 1), verdict: .unfitting, cue: .none))
            claims.take(position..<(position + 1))
            return
        }
    }

    private func isStray(at position: Int) -> Bool {
        let word = message.utterance.words[position]
        let digits = word.text.unicodeScalars.count { $0.isDigit }
        guard digits >= 3, !message.dateWords[position], !message.knownValues.contains(word.text) else { return false }
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
