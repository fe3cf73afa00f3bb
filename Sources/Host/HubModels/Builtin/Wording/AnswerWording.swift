import HubCore

/// Words the outcomes of a turn's tool calls in the answer's language and form.
struct AnswerWording: Sendable {
    /// Of a result that is text, in characters.
    static let textLimit = 4000
    /// Of the whole answer, in bytes.
    static let answerLimit = 24_000

    let brief: AnswerBrief
    /// What was asked, in the user's words.
    var question = ""

    private var phrases: Phrases { Phrases(language: brief.language) }

    /// One section a call, each with its own lead; the tools named where there are several.
    func text(_ calls: [AnsweredCall]) -> String {
        let areSeveral = Set(calls.map(\.name)).count > 1
        let text = calls.map { call in
            let section = section(call)
            return areSeveral ? "\(title(of: call))\n\(section)" : section
        }.joined(separator: "\n\n")
        return text.utf8.count > Self.answerLimit ? Self.cut(text) : text
    }

    /// The whole lines that fit.
    private static func cut(_ text: String) -> String {
        var lines: [Substring] = []
        var bytes = 0
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            bytes += line.utf8.count + 1
            guard bytes <= answerLimit || lines.isEmpty else { break }
            lines.append(line.utf8.count > answerLimit ? line.prefix(answerLimit / 4) : line)
        }
        return lines.joined(separator: "\n") + "\n…"
    }

    private func title(of call: AnsweredCall) -> String {
        PlainText.line(
            call.tool?.tool.labels[call.name]?.readable(in: brief.language) ?? FieldName.humanised(call.name),
            limit: 120)
    }

    private func section(_ call: AnsweredCall) -> String {
        switch call.outcome {
        case .failure(let failure): FailureWording(call: call, language: brief.language).text(failure)
        case .success(let result): answer(call, Self.unwrapped(result), subject: call.subject(in: brief.language))
        }
    }

    private func answer(_ call: AnsweredCall, _ result: JSONValue, subject: String?) -> String {
        let names = FieldNames(labels: call.tool?.tool.labels ?? [:], language: brief.language)
        if let passages = FoundPassages(result) {
            return PassageWording(language: brief.language, question: question).text(passages)
        }
        if let document = ReadDocument(result) {
            return DocumentWording(names: names, tool: call.tool, question: question).text(document)
        }
        if let queried = QueriedRows(result) {
            let text = answer(call, .array(queried.rows), subject: subject)
            return queried.isTruncated ? text + "\n\n" + phrases.truncated(queried.rows.count) : text
        }
        if Self.isEmpty(result) { return phrases.nothing(for: subject) }
        switch brief.format {
        case .structuredJSON: return card(call, result, subject: subject, names: names)
        case .markdownTable:
            guard let table = TableWording(names: names).table(result, echoes: call.arguments) else {
                return card(call, result, subject: subject, names: names)
            }
            return "\(lead(call, result, subject: subject))\n\n\(table)"
        case .chartData:
            guard let summary = ChartWording(names: names).summary(result) else {
                return card(call, result, subject: subject, names: names)
            }
            return subject.map { "\(FieldName.capitalised($0)): \(FieldName.uncapitalised(summary))" } ?? summary
        case .summaryText: return summary(call, result, subject: subject, names: names)
        }
    }

    private func card(_ call: AnsweredCall, _ result: JSONValue, subject: String?, names: FieldNames) -> String {
        let records = RecordWording(names: names)
        let lead = lead(call, result, subject: subject)
        switch result {
        case .object(let object):
            return ([lead] + records.lines(object, echoes: call.arguments)).joined(separator: "\n")
        case .array(let elements):
            var lines = [lead]
            for element in elements.prefix(RecordWording.rowLimit) {
                lines.append("- \(records.inline(element, key: "", currency: nil))")
            }
            if elements.count > RecordWording.rowLimit {
                lines.append(phrases.more(elements.count - RecordWording.rowLimit))
            }
            return lines.joined(separator: "\n")
        case .null, .bool, .number, .string: return scalar(call, result, subject: subject)
        }
    }

    private func summary(_ call: AnsweredCall, _ result: JSONValue, subject: String?, names: FieldNames) -> String {
        let records = RecordWording(names: names)
        switch result {
        case .object(let object):
            let text = SummaryWording(records: records, names: names).clauses(object, echoes: call.arguments)
            return subject.map { "\(FieldName.capitalised($0)): \(FieldName.uncapitalised(text))." } ?? "\(text)."
        case .array(let elements):
            var parts = elements.prefix(RecordWording.nestedRowLimit).map {
                records.inline($0, key: "", currency: nil)
            }
            if elements.count > parts.count { parts.append(phrases.more(elements.count - parts.count)) }
            return "\(phrases.results(elements.count, for: subject)) \(parts.joined(separator: "; "))."
        case .null, .bool, .number, .string: return scalar(call, result, subject: subject)
        }
    }

    private func scalar(_ call: AnsweredCall, _ result: JSONValue, subject: String?) -> String {
        if let text = result.stringValue { return PlainText.block(text, limit: Self.textLimit) }
        let values = ValueWording(language: brief.language)
        let text = values.scalar(result, field: FieldTraits(name: call.name), currency: nil) ?? "—"
        return "\(lead(call, result, subject: subject)) \(text)"
    }

    private func lead(_ call: AnsweredCall, _ result: JSONValue, subject: String?) -> String {
        if let elements = result.arrayValue {
            return phrases.results(elements.count, for: subject)
        }
        guard let subject else { return phrases.result }
        return call.isAboutOneThing
            ? phrases.has(FieldName.capitalised(subject)) : phrases.result(for: subject)
    }

    /// What an envelope of one member holds, `{"data": {…}}`, when that is an object or a list itself.
    private static func unwrapped(_ result: JSONValue) -> JSONValue {
        guard let object = result.objectValue, object.count == 1, let only = object.first(where: { _ in true }) else {
            return result
        }
        switch only.value {
        case .object(let inner): return inner.isEmpty ? .object(inner) : unwrapped(only.value)
        case .array(let elements): return elements.first?.objectValue != nil || elements.isEmpty ? only.value : result
        case .null, .bool, .number, .string: return result
        }
    }

    private static func isEmpty(_ result: JSONValue) -> Bool {
        switch result {
        case .null: true
        case .string(let text): !text.contains { !$0.isWhitespace }
        case .array(let elements): elements.isEmpty
        case .object(let object): object.allSatisfy { $0.value.isNull }
        case .bool, .number: false
        }
    }
}
