import HubCore

/// Reads a yes or no: the slot's name in the message says yes, a negation right before it says no.
struct BooleanReader {
    let slot: Slot
    let utterance: Utterance

    func read(into found: inout [SpokenValue], claims: inout WordClaims) {
        let words = utterance.words
        for start in words.indices {
            for count in (1...SlotCues.longestPhrase).reversed() where start + count <= words.count {
                let range = start..<(start + count)
                guard slot.cues.strength(of: utterance.stems(of: range)) == .strong, claims.isFree(range) else {
                    continue
                }
                let after = range.upperBound < words.count ? words[range.upperBound].folded : ""
                let isNegated = start > 0 && Lexicon.negations.contains(words[start - 1].folded)
                let says = !isNegated && !["false", "no", "khong", "sai"].contains(after)
                found.append(SpokenValue(value: .bool(says), words: range, verdict: .fitting, cue: .strong))
                claims.take(range)
                return
            }
        }
    }
}
