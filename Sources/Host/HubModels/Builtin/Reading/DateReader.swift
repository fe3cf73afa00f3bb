import HubCore

/// Gives a message's dates to a tool's date slots.
struct DateReader {
    let tool: BuiltinTool
    let message: SpokenMessage

    func read(into reading: inout ArgumentReading, claims: inout WordClaims) {
        var dates = message.dates.filter { claims.isFree($0.words) }
        guard !dates.isEmpty else { return }
        let slots = tool.slots.indices.filter { if case .date = tool.slots[$0].elementKind { true } else { false } }
        let edges = slots.map { tool.slots[$0].cues.edge }
        let asks = edges.contains(.start) && edges.contains(.end) ? Asks.range : .oneDate
        // Two dates, the first without a word: "15/10/2025 to 20/10/2025".
        if dates.count > 1, dates[0].edge == .none, dates[1].edge == .end { dates[0].edge = .start }
        // "between … and …"
        if dates.count > 1, dates[0].edge == .start, dates[1].edge == .none { dates[1].edge = .end }
        for slot in slots {
            guard let date = date(for: tool.slots[slot], among: dates, asks: asks) else {
                continue
            }
            give(date, to: slot, into: &reading, claims: &claims)
        }
    }

    private enum Asks {
        case range
        case oneDate
    }

    private func date(for slot: Slot, among dates: [SpokenDate], asks: Asks) -> SpokenDate? {
        switch slot.cues.edge {
        case .none:
            return dates.first { slot.cues.announcement(of: $0.words.lowerBound, in: message.utterance) >= .medium }
                ?? dates.first
        case .start: return dates.first { $0.edge == .start } ?? dates.first { $0.edge == .none }
        case .end:
            if let end = dates.first(where: { $0.edge == .end }) { return end }
            return asks == .range || !dates[0].isOneDay ? dates.first { $0.edge == .none } : nil
        }
    }

    private func give(_ date: SpokenDate, to index: Int, into reading: inout ArgumentReading, claims: inout WordClaims)
    {
        let slot = tool.slots[index]
        guard case .date(let form) = slot.elementKind else { return }
        let day = slot.cues.edge == .end ? date.last : date.first
        let text =
            switch form {
            case .day: day.iso
            case .month: day.isoMonth
            case .dayFirst: day.dayFirst
            case .time: day.iso + (slot.cues.edge == .end ? "T23:59:59Z" : "T00:00:00Z")
            }
        let verdict: SpokenValue.Verdict = slot.accepts(.string(text)) ? .fitting : .unfitting
        reading.values[index].append(
            SpokenValue(value: .string(text), words: date.words, verdict: verdict, cue: .medium))
        claims.take(date.words)
    }
}
