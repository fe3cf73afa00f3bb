import HubCore

/// Reads a message that is nothing but a value, as people answer the question for one argument.
struct BareAnswer {
    static let longestName = 8

    let tool: BuiltinTool
    let slot: Int
    let message: SpokenMessage

    private var utterance: Utterance { message.utterance }

    /// nil when the message is something else. A number that is out of its bounds is an answer, but a wrong one.
    var value: SpokenValue? {
        guard !utterance.words.isEmpty else { return nil }
        let values: [JSONValue]
        switch tool.slots[slot].elementKind {
        case .number:
            guard message.numbers.count == 1, let number = message.numbers.first,
                hasOnlySmallWords(beside: number.words)
            else { return nil }
            return spoken(.number(number.value))
        case .boolean: values = utterance.isAffirmation ? [true] : isRefusal ? [false] : []
        case .choice(let choices): values = choices.filter { folded($0) == TextFolding.fold(text) }
        case .code: values = [text, text.uppercased(), text.lowercased()].map { .string($0) }
        case .name:
            guard isName else { return nil }
            values = [.string(text)]
        case .question: values = isRefusal ? [] : [.string(text)]
        case .date, .attachment, .constant, .list, .unsupported: return nil
        }
        return values.first { tool.slots[slot].accepts($0) }.flatMap { utterance.asks ? nil : spoken($0) }
    }

    private func spoken(_ value: JSONValue) -> SpokenValue {
        SpokenValue(
            value: value, words: utterance.words.indices,
            verdict: tool.slots[slot].accepts(value) ? .fitting : .unfitting, cue: .strong)
    }

    /// The words as they were written, or what the quotation marks hold.
    private var text: String {
        if let quotation = utterance.quotations.first, quotation.words == utterance.words.indices {
            return quotation.text
        }
        return utterance.text(of: utterance.words.indices)
    }

    private var isRefusal: Bool { utterance.isRefusal }

    private var isName: Bool {
        if utterance.quotations.contains(where: { $0.words == utterance.words.indices }) { return true }
        return utterance.words.count <= Self.longestName && !utterance.isCourtesy && !utterance.isInquiry && !isRefusal
            && !utterance.isAffirmation && utterance.words.contains { !$0.isSmall }
    }

    private func hasOnlySmallWords(beside number: Range<Int>) -> Bool {
        guard !utterance.isInquiry, !utterance.isNegated, utterance.words.count <= 6 else { return false }
        return utterance.words.indices.allSatisfy { position in
            let word = utterance.words[position]
            return number.contains(position) || word.isSmall || Lexicon.connectors.contains(word.folded)
                || tool.slots[slot].cues.contains(word.stem)
                || position >= number.upperBound && utterance.words.count <= number.upperBound + 1
        }
    }

    private func folded(_ value: JSONValue) -> String { TextFolding.fold(value.stringValue ?? value.text) }
}
