import HubCore

/// Gives a message's numbers to a tool's number slots.
struct NumberReader {
    let tool: BuiltinTool
    let message: SpokenMessage

    private var slots: [Int] {
        tool.slots.indices.filter { if case .number = tool.slots[$0].elementKind { true } else { false } }
    }

    /// Numbers with the slot's words before them, or its unit after them ("30 days").
    func readAnnounced(into reading: inout ArgumentReading, claims: inout WordClaims) {
        for index in slots {
            let slot = tool.slots[index]
            // In "12 amount 500" the word speaks of what follows it.
            read(index, into: &reading, claims: &claims) {
                slot.cues.announcement(of: $0.words.lowerBound, in: message.utterance)
            }
            guard reading.values[index].isEmpty || slot.isList else { continue }
            read(index, into: &reading, claims: &claims) { counts(slot, $0) ? .medium : unit(after: $0, slot) }
        }
    }

    private func read(
        _ index: Int, into reading: inout ArgumentReading, claims: inout WordClaims,
        cue: (SpokenNumber) -> SlotCues.Strength
    ) {
        for number in message.numbers where claims.isFree(number.words) && !isDate(number) {
            let strength = cue(number)
            guard strength >= .medium else { continue }
            append(number, cue: strength, to: index, into: &reading, claims: &claims)
            if !tool.slots[index].isList { break }
        }
    }

    /// The one number that is left, for the one required slot that is empty.
    func readRequired(into reading: inout ArgumentReading, claims: inout WordClaims) {
        let empty = slots.filter { tool.slots[$0].need == .required && reading.values[$0].isEmpty }
        guard empty.count == 1 else { return }
        let free = message.numbers.filter { claims.isFree($0.words) && !isDate($0) }
        guard let number = free.first, free.count == 1 || tool.slots[empty[0]].isList else { return }
        append(number, cue: .none, to: empty[0], into: &reading, claims: &claims)
    }

    private func append(
        _ number: SpokenNumber, cue: SlotCues.Strength, to index: Int, into reading: inout ArgumentReading,
        claims: inout WordClaims
    ) {
        let value = JSONValue.number(number.value)
        let verdict: SpokenValue.Verdict = tool.slots[index].accepts(value) ? .fitting : .unfitting
        reading.values[index].append(SpokenValue(value: value, words: number.words, verdict: verdict, cue: cue))
        claims.take(number.words)
    }

    private func isDate(_ number: SpokenNumber) -> Bool { number.words.contains { message.dateWords[$0] } }

    private func unit(after number: SpokenNumber, _ slot: Slot) -> SlotCues.Strength {
        let next = number.words.upperBound
        guard next < message.utterance.words.count, message.utterance.words[next].gap == .space else { return .none }
        return slot.cues.strength(of: message.utterance.words[next].stem)
    }

    /// "top 5" for a slot that limits how many.
    private func counts(_ slot: Slot, _ number: SpokenNumber) -> Bool {
        guard number.words.lowerBound > 0,
            ["top", "first", "latest", "newest", "dau", "nhat"].contains(
                message.utterance.words[number.words.lowerBound - 1].folded)
        else { return false }
        return !Set(FieldName.words(slot.name)).isDisjoint(with: ["limit", "top", "count", "size", "max", "n", "rows"])
    }
}
