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
        CallDialogue(planner: self).draft(messages).plan
    }

    /// From the last message alone and what the conversation spoke of, whatever was asked before it.
    func draft(_ messages: ArraySlice<ModelMessage>) -> CallDraft {
        let none = CallDraft(plan: .introduce, evidence: nil)
        guard case .user(let text)? = messages.last else { return none }
        let earlier = messages.dropLast()
        let known = knownValues(earlier)
        let message = SpokenMessage(text, language: brief.language, today: today, knownValues: known)
        // What changes something is a choice only for who orders it.
        let tools = tools.filter { $0.tool.effects == .reads || message.utterance.orders($0.actions) }
        var recollection = Recollection(earlier, brief: brief, today: today)
        let words = MessageFeatures(message.utterance)
        let evidence = weigh(tools, message, words: words, recollection: &recollection, earlier: earlier)
        guard let best = evidence.max(by: { $0.score < $1.score }) else { return none }
        guard best.tool.tool.effects == .changes || isAsked(best, among: tools.count, message: message) else {
            return none
        }
        if let unreal = unrealDate(best, message: message) { return CallDraft(plan: unreal, evidence: best) }
        return settle(best)
    }

    /// What is to be done with a tool and what is known of its arguments.
    func settle(_ evidence: ToolEvidence) -> CallDraft {
        let unfitting = evidence.reading.values.indices.lazy.compactMap { slot in
            evidence.reading.values[slot].first { $0.verdict == .unfitting }.map { (slot, $0.value) }
        }.first
        let plan: CallPlan
        switch (evidence.tool.tool.effects, unfitting) {
        case (.changes, let (slot, value)?): plan = .correct(tool: evidence.tool, slot: slot, value: value)
        // A wrong value is handed on, so that the answer says what is wrong with it.
        case (.reads, .some): plan = call(evidence)
        case (_, nil) where !evidence.missing.isEmpty: plan = .ask(tool: evidence.tool, slots: evidence.missing)
        case (.reads, nil): plan = call(evidence)
        case (.changes, nil):
            if case .call(let tool, let arguments, let omitted) = call(evidence) {
                plan = .confirm(tool: tool, arguments: arguments, omitted: omitted)
            } else {
                plan = .introduce
            }
        }
        return CallDraft(plan: plan, evidence: evidence)
    }

    private func unrealDate(_ evidence: ToolEvidence, message: SpokenMessage) -> CallPlan? {
        let (tool, values) = (evidence.tool, evidence.reading.values)
        guard
            let words = message.unrealDates.first(where: { words in
                !values.joined().contains { $0.words.overlaps(words) }
            })
        else { return nil }
        let slots = tool.slots.indices.filter { slot in
            if case .date = tool.slots[slot].elementKind { values[slot].isEmpty } else { false }
        }
        let missing = slots.filter { tool.slots[$0].need == .required }
        guard !slots.isEmpty else { return nil }
        return .unreal(
            tool: tool, date: message.utterance.text(of: words), slots: missing.isEmpty ? slots : missing)
    }

    private func weigh(
        _ tools: [BuiltinTool], _ message: SpokenMessage, words: MessageFeatures, recollection: inout Recollection,
        earlier: ArraySlice<ModelMessage>
    ) -> [ToolEvidence] {
        var shared: [String: Int] = [:]
        for tool in tools { for word in words.all where tool.features[word] != nil { shared[word, default: 0] += 1 } }
        let speaksOfAgent = !words.all.isDisjoint(
            with: MessageFeatures(Utterance(brief.agentLabel, language: brief.language)).all)
        var evidence: [ToolEvidence] = []
        for (position, tool) in tools.enumerated() {
            var reading = ArgumentReader(tool: tool, message: message, leniency: .remainder).read()
            for slot in tool.slots.indices { reading.values[slot] += attached(to: tool.slots[slot]) }
            var (recalled, missing) = ([Int: JSONValue](), [Int]())
            // What changes something must be told with this message, and not be gathered from others.
            let recalls = tool.tool.effects == .reads
            for slot in tool.requiredSlots
            where recalls && Self.isGuess(reading.values[slot], tool.slots[slot], message) {
                // What is merely left of the message gives way to what was spoken of by name.
                guard let value = recollection.value(for: slot, of: tool) else { continue }
                reading.values[slot] = []
                recalled[slot] = value
            }
            for slot in tool.requiredSlots where reading.values[slot].isEmpty && recalled[slot] == nil {
                if case .constant = tool.slots[slot].kind { continue }
                if tool.slots[slot].schema["default"] != nil { continue }
                if recalls, let value = recollection.value(for: slot, of: tool) {
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
            // It was ordered by its own word, perhaps in a language that its row does not speak; what is missing is asked.
            if tool.tool.effects == .changes, !message.utterance.orders(ActionWords.looking) {
                weight += 3 + Double(missing.count) * 2
            }
            // The tools come by priority, which decides between equals.
            evidence.append(
                ToolEvidence(
                    tool: tool, reading: reading, recalled: recalled, missing: missing,
                    words: weight - Double(position) * 0.001, isMentioned: weight > 0 || speaksOfAgent))
        }
        guard tools.count > 1 else { return evidence }
        return leaningOnEarlier(preferringMany(evidence, message.utterance), earlier: earlier)
    }

    /// The files that came with the message, where the slot takes one.
    func attached(to slot: Slot) -> [SpokenValue] {
        guard case .attachment = slot.elementKind else { return [] }
        return brief.attachments.map { .string($0.id.description) }.filter(slot.accepts).map {
            SpokenValue(value: $0, words: 0..<0, verdict: .fitting, cue: .strong)
        }
    }

    /// "and their orders?", "tất cả …": tools that give many things go before those that want one thing's own name.
    private func preferringMany(_ evidence: [ToolEvidence], _ utterance: Utterance) -> [ToolEvidence] {
        guard evidence.contains(where: \.tool.givesMany),
            !evidence.contains(where: { !$0.tool.givesMany && $0.hasTellingValue })
        else { return evidence }
        let isOfMany = Plurality.isOfMany(utterance)
        let isPossessive = Plurality.isPossessive(utterance)
        let plurals = Plurality.pluralStems(utterance)
        return evidence.map { one in
            guard one.tool.givesMany, one.missing.isEmpty, one.words > 0.5 else { return one }
            var one = one
            if isOfMany || plurals.contains(where: { one.tool.features[$0] != nil }) {
                one.words += 3
            } else if isPossessive, !one.recalled.isEmpty {
                one.words += 1.5
            }
            return one
        }
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
    private func isAsked(_ evidence: ToolEvidence, among count: Int, message: SpokenMessage) -> Bool {
        if evidence.hasTellingValue { return true }
        if message.utterance.isCourtesy || message.utterance.isAffirmation { return false }
        if evidence.isMentioned { return true }
        return count == 1 && (message.utterance.asks || evidence.reading.values.contains { !$0.isEmpty })
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
