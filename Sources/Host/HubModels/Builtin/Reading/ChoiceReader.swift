import HubCore

/// Finds the values of a choice by their own words: `in_progress` in "in progress", `OPEN` in "open".
struct ChoiceReader {
    let slot: Slot
    let values: [JSONValue]
    let utterance: Utterance

    func read(into found: inout [SpokenValue], claims: inout WordClaims) {
        // Longer phrases first, so that `not paid` is not read as `paid`.
        let phrases = values.map { ($0, Self.stems(of: $0)) }.filter { !$0.1.isEmpty }
            .sorted { $0.1.count > $1.1.count }
        for (value, stems) in phrases {
            guard stems.count <= utterance.words.count else { continue }
            for start in 0...(utterance.words.count - stems.count) {
                let range = start..<(start + stems.count)
                guard claims.isFree(range), zip(range, stems).allSatisfy({ utterance.words[$0].stem == $1 }) else {
                    continue
                }
                let cue = slot.cues.announcement(of: start, in: utterance)
                // A small word ("all", "no") and a bare number are values only when they are announced.
                let isBare = stems.count == 1 && (utterance.words[start].isSmall || value.numberValue != nil)
                guard !isBare || cue >= .medium else { continue }
                found.append(SpokenValue(value: value, words: range, verdict: .fitting, cue: cue))
                claims.take(range)
                break
            }
        }
    }

    private static func stems(of value: JSONValue) -> [String] {
        switch value {
        case .string(let text): FieldName.words(text).map(Stem.of)
        case .number(let number): [number.literal]
        case .null, .bool, .array, .object: []
        }
    }
}
