import HubCore

/// Decides for a user's message which tool to call with what, or what to ask. Pure.
struct CallPlanner {
    /// Calls at once; a message may name more values than that.
    static let callLimit = 5

    let tools: [BuiltinTool]
    let brief: AnswerBrief
    let today: CivilDate

    /// The last of `messages` is the user's that is to be answered.
    func plan(_ messages: ArraySlice<ModelMessage>) -> CallPlan {
        guard case .user(let text)? = messages.last, !tools.isEmpty else { return .introduce }
        let earlier = messages.dropLast()
        let known = knownValues(earlier)
        let message = SpokenMessage(text, language: brief.language, today: today, knownValues: known)
        var recollection = Recollection(earlier, brief: brief, today: today)
        let words = MessageFeatures(message.utterance)
        let evidence = weigh(message, words: words, recollection: &recollection, earlier: earlier)
        guard let best = evidence.max(by: { $0.score < $1.score }) else { return .introduce }
        guard isAsked(best, message: message) else { return .introduce }
        if best.missing.isEmpty { return call(best) }
        // A wrong value is handed on, so that the answer says what is wrong with it.
        if best.reading.values.joined().contains(where: { $0.verdict == .unfitting }) { return call(best) }
        return .ask(tool: best.tool, slots: best.missing)
    }

    private func weigh(
        _ message: SpokenMessage, words: MessageFeatures, recollection: inout Recollection,
        earlier: ArraySlice<ModelMessage>
    ) -> [ToolEvidence] {
        var shared: [String: Int] = [:]
        for tool in tools { for word in words.all where tool.features[word] != nil { shared[word, default: 0] += 1 } }
        let speaksOfAgent = !words.all.isDisjoint(
            with: MessageFeatures(Utterance(brief.agentLabel, language: brief.language)).all)
        var evidence: [ToolEvidence] = []
        for (position, tool) in tools.enumerated() {
            var reading = ArgumentReader(tool: tool, message: message, leniency: .remainder).read()
            var (recalled, missing) = ([Int: JSONValue](), [Int]())
            for slot in tool.requiredSlots where Self.isGuess(reading.values[slot], tool.slots[slot], message) {
                // What is merely left of the message gives way to what was spoken of by name.
                guard let value = recollection.value(for: slot, of: tool) else { continue }
                reading.values[slot] = []
                recalled[slot] = value
            }
            for slot in tool.requiredSlots where reading.values[slot].isEmpty && recalled[slot] == nil {
                if case .constant = tool.slots[slot].kind { continue }
                if tool.slots[slot].schema["default"] != nil { continue }
                if let value = recollection.value(for: slot, of: tool) {
                    recalled[slot] = value
                } else {
                    missing.append(slot)
                }
            }
            var weight = 0.0
            for word in words.all {
                guard let value = tool.features[word], let count = shared[word] else { continue }
                weight += value / Double(count)
            }
            // The tools come by priority, which decides between equals.
            evidence.append(
                ToolEvidence(
                    tool: tool, reading: reading, recalled: recalled, missing: missing,
                    words: weight - Double(position) * 0.001, isMentioned: weight > 0 || speaksOfAgent))
        }
        return tools.count > 1 ? leaningOnEarlier(evidence, earlier: earlier) : evidence
    }

    private static func isGuess(_ values: [SpokenValue], _ slot: Slot, _ message: SpokenMessage) -> Bool {
        guard case .name = slot.elementKind, let value = values.first, values.count == 1, value.cue == .none else {
            return false
        }
        let words = message.utterance.words[value.words]
        return !words.contains { $0.isCapitalised || $0.hasDigit }
            && !message.utterance.quotations.contains { $0.words == value.words }
    }

    /// Where the current message does not tell the tools apart ("and for 17?"), or speaks of none, the question before
    /// it does.
    private func leaningOnEarlier(
        _ evidence: [ToolEvidence], earlier: ArraySlice<ModelMessage>
    ) -> [ToolEvidence] {
        let scores = evidence.map(\.score).sorted(by: >)
        guard scores[0] - scores[1] < 0.5 || !evidence.contains(where: \.isMentioned) else { return evidence }
        let texts = earlier.reversed().lazy.compactMap { if case .user(let text) = $0 { text } else { nil as String? } }
        for text in texts {
            let words = MessageFeatures(Utterance(text, language: brief.language))
            let weights = evidence.map { one in words.all.reduce(0) { $0 + (one.tool.features[$1] ?? 0) } }
            guard let most = weights.max(), most > 0, weights.contains(where: { $0 < most }) else { continue }
            return zip(evidence, weights).map { one, weight in
                ToolEvidence(
                    tool: one.tool, reading: one.reading, recalled: one.recalled, missing: one.missing,
                    words: one.words + weight / most, isMentioned: one.isMentioned || weight == most)
            }
        }
        return evidence
    }

    /// Whether the message asks for what the tool does: it names a value, speaks of the tool or its agent, or is a
    /// question at all. A courtesy asks for nothing, whatever the conversation spoke of.
    private func isAsked(_ evidence: ToolEvidence, message: SpokenMessage) -> Bool {
        if evidence.hasTellingValue { return true }
        if message.utterance.isCourtesy { return false }
        if evidence.isMentioned { return true }
        return tools.count == 1 && (message.utterance.asks || evidence.reading.values.contains { !$0.isEmpty })
    }

    private func call(_ evidence: ToolEvidence) -> CallPlan {
        var arguments = JSONObject()
        var several: (slot: Int, values: [JSONValue])?
        for (index, slot) in evidence.tool.slots.enumerated() {
            if case .constant(let value) = slot.kind {
                arguments[slot.name] = value
                continue
            }
            let spoken = Self.distinct(evidence.reading.values[index].map(\.value))
            if slot.isList, !spoken.isEmpty {
                arguments[slot.name] = .array(spoken)
            } else if let first = spoken.first {
                arguments[slot.name] = first
                if spoken.count > 1, several == nil || several?.values.count ?? 0 < spoken.count, slot.isRepeatable {
                    several = (index, spoken)
                }
            } else if let value = evidence.recalled[index] {
                arguments[slot.name] = value
            } else if slot.need == .required, let value = slot.schema["default"] {
                arguments[slot.name] = value
            }
        }
        guard let several else { return .call(tool: evidence.tool, arguments: [arguments], omitted: 0) }
        let name = evidence.tool.slots[several.slot].name
        let calls = several.values.prefix(Self.callLimit).map { value in
            var one = arguments
            one[name] = value
            return one
        }
        return .call(
            tool: evidence.tool, arguments: calls, omitted: max(0, several.values.count - Self.callLimit))
    }

    private static func distinct(_ values: [JSONValue]) -> [JSONValue] {
        var seen: Set<JSONValue> = []
        return values.filter { seen.insert($0).inserted }
    }

    private func knownValues(_ messages: ArraySlice<ModelMessage>) -> Set<String> {
        var known = Set(brief.entities.compactMap(\.value.stringValue))
        for case .assistant(_, _, let entities) in messages {
            for entity in entities { if let text = entity.value.stringValue { known.insert(text) } }
        }
        return known
    }
}
