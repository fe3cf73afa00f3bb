import HubCore

/// Finds values such as a document's number: words, or a few words joined, that a slot's schema accepts, and words that
/// were announced as a value but do not fit.
struct CodeReader {
    private struct Candidate {
        let slot: Int
        let value: SpokenValue
        /// Announced and fitting first, a mere similarity last.
        let rank: Int
    }

    let tool: BuiltinTool
    let message: SpokenMessage

    private var utterance: Utterance { message.utterance }

    func read(into reading: inout ArgumentReading, claims: inout WordClaims) {
        let slots = tool.slots.indices.filter { if case .code = tool.slots[$0].elementKind { true } else { false } }
        guard !slots.isEmpty else { return }
        var candidates: [Candidate] = []
        var places: [Range<Int>] = []
        for position in utterance.words.indices {
            let first = candidates.count
            for slot in slots {
                if let candidate = candidate(for: slot, at: position) { candidates.append(candidate) }
            }
            places.append(first..<candidates.count)
        }
        guard !candidates.isEmpty else { return }
        let byRank = candidates.enumerated().sorted { ($1.element.rank, $0.offset) < ($0.element.rank, $1.offset) }
        for (_, candidate) in byRank {
            let words = candidate.value.words
            guard claims.isFree(words) else { continue }
            var slot = candidate.slot
            if candidate.value.cue == .none, candidate.value.verdict == .fitting {
                let rivals = candidates[places[words.lowerBound]].filter {
                    $0.value.words == words && $0.value.verdict == .fitting && $0.value.cue == .none
                }
                slot = owner(of: words, among: rivals.map(\.slot), reading: reading)
            }
            let own = candidates[places[words.lowerBound]].first { $0.slot == slot && $0.value.words == words }
            reading.values[slot].append(own?.value ?? candidate.value)
            claims.take(words)
        }
    }

    /// Which of the slots an unannounced value belongs to: an empty required one, else the one that the value before
    /// it in a list went to, else a required one, else the first.
    private func owner(of words: Range<Int>, among slots: [Int], reading: ArgumentReading) -> Int {
        let required = slots.filter { tool.slots[$0].need == .required }
        if let empty = required.first(where: { reading.values[$0].isEmpty }) { return empty }
        let continued = slots.first { slot in
            reading.values[slot].contains { continues($0.words, words) }
        }
        return continued ?? required.first ?? slots.first { reading.values[$0].isEmpty } ?? slots[0]
    }

    /// Whether the second words go on with a list after the first.
    private func continues(_ first: Range<Int>, _ second: Range<Int>) -> Bool {
        if first.upperBound == second.lowerBound { return utterance.words[second.lowerBound].gap == .comma }
        return first.upperBound + 1 == second.lowerBound
            && Lexicon.conjunctions.contains(utterance.words[first.upperBound].folded)
    }

    private func candidate(for index: Int, at position: Int) -> Candidate? {
        let slot = tool.slots[index]
        let word = utterance.words[position]
        let cue = slot.cues.announcement(of: position, in: utterance)
        let seemsValue = seemsValue(at: position, slot: slot)
        guard seemsValue || cue >= .strong else { return nil }
        if let (value, count) = fitting(slot, at: position, cue: cue) {
            let words = position..<(position + count)
            guard isPlausible(words, slot: slot, cue: cue, seemsValue: seemsValue) else { return nil }
            let spoken = SpokenValue(value: .string(value), words: words, verdict: .fitting, cue: cue)
            return Candidate(slot: index, value: spoken, rank: [6, 7, 9, 10][cue.rawValue])
        }
        if let rest = unglued(word, slot: slot) {
            let isFitting = slot.accepts(.string(rest))
            guard isFitting || rest.unicodeScalars.contains(where: \.isDigit) else { return nil }
            // The slot's word may be a part of its values as well; then the whole word was meant.
            let isWhole = !isFitting && slot.shape?.prefix.isEmpty == false
            let spoken = SpokenValue(
                value: .string(isWhole ? word.text : rest), words: position..<(position + 1),
                verdict: isFitting ? .fitting : .unfitting, cue: .strong)
            return Candidate(slot: index, value: spoken, rank: isFitting ? 10 : 8)
        }
        guard seemsValue, cue >= .medium, !message.dateWords[position] else { return nil }
        let spoken = SpokenValue(
            value: .string(word.text), words: position..<(position + 1), verdict: .unfitting, cue: cue)
        return Candidate(slot: index, value: spoken, rank: cue == .strong ? 8 : 5)
    }

    /// Whether the word looks like a value and not like a word of the language.
    private func seemsValue(at position: Int, slot: Slot) -> Bool {
        let word = utterance.words[position]
        if word.hasDigit { return true }
        if word.text.contains("@") { return true }
        if utterance.quotations.contains(where: { $0.words == position..<(position + 1) }) { return true }
        return word.isCapitals && !utterance.isShouted && !slot.cues.contains(word.stem)
            && !word.isSmall && tool.features[word.stem] == nil
    }

    /// Whether a fitting value is one: a slot that would take any word wants an announcement or the looks of a code.
    private func isPlausible(
        _ words: Range<Int>, slot: Slot, cue: SlotCues.Strength, seemsValue: Bool
    ) -> Bool {
        let first = utterance.words[words.lowerBound]
        guard case .code(.loose) = slot.elementKind else {
            return seemsValue || cue >= .strong && !first.isSmall
        }
        if cue >= .medium, seemsValue { return true }
        if cue >= .strong {
            return !first.isSmall && !Lexicon.connectors.contains(first.folded)
                && !Lexicon.requestLeads.contains(first.folded)
                && !slot.cues.contains(first.stem)
        }
        guard seemsValue, !words.contains(where: { message.dateWords[$0] }) else { return false }
        let text = utterance.text(of: words).unicodeScalars
        let digits = text.count { $0.isDigit }
        return digits == 0 || digits >= 4 || text.contains(where: \.isLetter) && digits > 0
    }

    /// The value that begins with the word, and how many words it takes: as written, in other letters, without the
    /// marks that group it, with the text that all values begin with, or joined with the words after it.
    private func fitting(_ slot: Slot, at position: Int, cue: SlotCues.Strength) -> (String, Int)? {
        let text = utterance.words[position].text
        if let value = variant(of: text, slot: slot) { return (value, 1) }
        guard utterance.words[position].hasDigit || utterance.words[position].isCapitals, !message.dateWords[position]
        else { return nil }
        let prefix = slot.shape?.prefix ?? ""
        if !prefix.isEmpty {
            if cue >= .medium || position > 0 && isPrefix(prefix, at: position - 1),
                let value = variant(of: prefix + text, slot: slot)
            {
                return (value, 1)
            }
            // `AB07` for `AB-07`.
            let bare = prefix.filter { $0.isLetter || $0.isNumber }
            if text.lowercased().hasPrefix(bare.lowercased()),
                let value = variant(of: prefix + text.dropFirst(bare.count), slot: slot)
            {
                return (value, 1)
            }
        }
        guard case .code(.strict) = slot.elementKind else { return nil }
        var parts = [text]
        for next in (position + 1)..<max(position + 1, min(position + 4, utterance.words.count)) {
            let word = utterance.words[next]
            guard word.gap == .space, word.hasDigit || word.isCapitals else { break }
            parts.append(word.text)
            for mark in ["", "-", " ", "/"] {
                if let value = variant(of: parts.joined(separator: mark), slot: slot) { return (value, parts.count) }
            }
        }
        return nil
    }

    private func isPrefix(_ prefix: String, at position: Int) -> Bool {
        TextFolding.fold(prefix).filter { $0.isLetter || $0.isNumber } == utterance.words[position].folded
    }

    private func variant(of text: String, slot: Slot) -> String? {
        if fits(text, slot) { return text }
        let upper = text.uppercased()
        if upper != text, fits(upper, slot) { return upper }
        let lower = text.lowercased()
        if lower != text, fits(lower, slot) { return lower }
        guard text.contains(where: { $0 == "." || $0 == "-" || $0 == "," }) else { return nil }
        let bare = text.filter { $0 != "." && $0 != "-" && $0 != "," }
        return fits(bare, slot) ? bare : nil
    }

    private func fits(_ text: String, _ slot: Slot) -> Bool {
        slot.accepts(.string(text)) && FormatShape.fits(text, format: slot.elementSchema["format"]?.stringValue)
    }

    /// What follows the slot's own word in `REF0104`, or nil.
    private func unglued(_ word: Utterance.Word, slot: Slot) -> String? {
        guard word.hasDigit else { return nil }
        let lead = word.folded.unicodeScalars.prefix { !$0.isDigit && $0.isWordPart }
        guard lead.count >= 2, slot.cues.strength(of: String(lead)) >= .medium else { return nil }
        let rest = word.text.unicodeScalars.drop { !$0.isDigit && $0.isWordPart }.drop { !$0.isWordPart }
        return rest.isEmpty ? nil : String(rest)
    }
}
