import HubCore

/// Takes a message as the answer to the embedded model's own question or confirmation, where it is one.
///
/// Nothing is kept between turns: what the last answer asked for is worked out again from the messages before it, and
/// the words compared. So only what this model itself asked, of this very order, can be answered.
struct CallDialogue {
    /// Questions and answers in a row that are followed back.
    static let depthLimit = 8

    let planner: CallPlanner

    func draft(_ messages: ArraySlice<ModelMessage>) -> CallDraft { draft(messages, depth: Self.depthLimit) }

    private func draft(_ messages: ArraySlice<ModelMessage>, depth: Int) -> CallDraft {
        guard case .user(let text)? = messages.last, let open = open(messages.dropLast(), depth: depth) else {
            return planner.draft(messages)
        }
        let message = SpokenMessage(text, language: planner.brief.language, today: planner.today)
        if case .confirm(let tool, let arguments, _) = open.plan {
            if message.utterance.isAffirmation {
                return CallDraft(plan: .call(tool: tool, arguments: arguments, omitted: 0), evidence: nil)
            }
            // "cancel" alone gives up, though it may be a tool's own word.
            if message.utterance.isGivingUp { return CallDraft(plan: .cancelled, evidence: nil) }
            let next = planner.draft(messages)
            if case .introduce = next.plan { return CallDraft(plan: .cancelled, evidence: nil) }
            return next
        }
        if let next = answered(open, message) { return next }
        let changes = open.evidence?.tool.tool.effects == .changes
        if changes, message.utterance.isGivingUp { return CallDraft(plan: .cancelled, evidence: nil) }
        let next = planner.draft(messages)
        guard case .introduce = next.plan, changes,
            !message.utterance.isInquiry, !message.utterance.isCourtesy
        else { return next }
        // An order is under way: what is no answer is asked for again.
        return message.utterance.isRefusal ? CallDraft(plan: .cancelled, evidence: nil) : open
    }

    /// What the last assistant message asked, when it is this model's question.
    private func open(_ messages: ArraySlice<ModelMessage>, depth: Int) -> CallDraft? {
        guard depth > 0, case .assistant(let text, let calls, _)? = messages.last, calls.isEmpty,
            let language = ClarificationWording.language(of: text)
        else { return nil }
        let before = messages.dropLast()
        guard case .user? = before.last else { return nil }
        var brief = planner.brief
        brief.language = language
        // These came with the answer, not with what was asked about.
        brief.attachments = []
        let planner = CallPlanner(tools: planner.tools, brief: brief, today: planner.today)
        let draft = CallDialogue(planner: planner).draft(before, depth: depth - 1)
        return ClarificationWording(language: language).text(draft.plan) == text ? draft : nil
    }

    private func answered(_ open: CallDraft, _ message: SpokenMessage) -> CallDraft? {
        guard var evidence = open.evidence else { return nil }
        let asked: [Int]
        switch open.plan {
        case .ask(_, let slots), .unreal(_, _, let slots): asked = slots
        case .correct(_, let slot, _): asked = [slot]
        case .call, .confirm, .cancelled, .introduce: return nil
        }
        let isOrder = planner.tools.contains {
            $0.tool.effects == .changes && message.utterance.orders($0.actions)
        }
        guard !isOrder else { return nil }
        let reading = ArgumentReader(tool: evidence.tool, message: message, leniency: .announcedOnly).read()
        var isAnswer = false
        for slot in asked {
            let bare = asked.count == 1 ? BareAnswer(tool: evidence.tool, slot: slot, message: message).value : nil
            let announced = message.utterance.asks ? nil : reading.values[slot].first
            let attached = planner.attached(to: evidence.tool.slots[slot])
            let values = attached.isEmpty ? [bare ?? announced].compactMap { $0 } : attached
            if values.isEmpty { continue }
            isAnswer = true
            evidence.reading.values[slot] = values
            evidence.recalled[slot] = nil
            evidence.missing.removeAll { $0 == slot }
        }
        return isAnswer ? planner.settle(evidence) : nil
    }
}
