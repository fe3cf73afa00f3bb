import HubCore

/// Says what was read from a document: what was asked for first, and what should be looked at by somebody.
struct DocumentWording: Sendable {
    static let shownWarnings = 5
    /// Of a text without fields, in characters.
    static let textLimit = 2000
    /// Of a field's label, the share of words that a question must have to ask for it.
    private static let leastShare = 0.4
    /// What a word counts that only says what kind of document it is.
    private static let kindWeight = 0.25

    let names: FieldNames
    let tool: BuiltinTool?
    let question: String

    private var language: Language { names.language }
    private var phrases: Phrases { Phrases(language: language) }

    func text(_ document: ReadDocument) -> String {
        let asked = asked(document)
        let shown = asked.isEmpty ? document.fields.filter { !$0.value.isNull }.map(\.key) : asked
        var lines: [String]
        if asked.count == 1 {
            lines = [sentence(asked[0], document)]
        } else if shown.isEmpty {
            lines = [without(document)]
        } else {
            lines = [phrases.text("This is what the document says:", "Đây là nội dung đọc được từ tài liệu:")]
            lines += shown.prefix(RecordWording.fieldLimit).map { "- \(names.label($0)): \(value($0, document))" }
        }
        let doubts = doubts(shown, document)
        // What else the tool warns of is no matter where one thing was asked.
        lines += asked.isEmpty && doubts.isEmpty ? warnings(document) : doubts
        return lines.joined(separator: "\n")
    }

    /// Where no field has a value: the text, if there is any.
    private func without(_ document: ReadDocument) -> String {
        let text = PlainText.block(document.pages.joined(separator: "\n"), limit: Self.textLimit)
        if text.contains(where: { $0.isLetter || $0.isNumber }) {
            let lead =
                document.fields.isEmpty
                ? phrases.text("This is what the document says:", "Đây là nội dung đọc được từ tài liệu:")
                : phrases.text(
                    "None of the fields was found. This is the document's text:",
                    "Không tìm thấy trường thông tin nào. Đây là nội dung của tài liệu:")
            return "\(lead)\n\(text)"
        }
        return phrases.text("No text could be read from this document.", "Không đọc được chữ nào từ tài liệu này.")
    }

    private func sentence(_ field: String, _ document: ReadDocument) -> String {
        let label = names.label(field)
        guard document.fields[field]?.isNull == false else {
            return phrases.text(
                "\(label): not found on this document.", "\(label): không tìm thấy trên tài liệu này.")
        }
        return "\(label): \(value(field, document))"
    }

    private func value(_ field: String, _ document: ReadDocument) -> String {
        guard let value = document.fields[field], !value.isNull else {
            return phrases.text("not found", "không tìm thấy")
        }
        let currency = value.numberValue == nil ? nil : document.currency(field)
        return RecordWording(names: names).inline(value, key: field, currency: currency)
    }

    /// Of the shown fields those that were read badly.
    private func doubts(_ shown: [String], _ document: ReadDocument) -> [String] {
        let doubtful = shown.filter { document.fields[$0]?.isNull == false && document.isDoubtful($0) }.map { field in
            let percent = document.confidence(field).map { " (\(Int(($0 * 100).rounded()))%)" } ?? ""
            let page = document.page(field).map { phrases.text(" on page \($0)", " ở trang \($0)") } ?? ""
            let label = FieldName.uncapitalised(names.label(field))
            return phrases.text(
                "Please check the \(label)\(page): it was read with low confidence\(percent).",
                "Vui lòng kiểm tra lại \(label)\(page): độ tin cậy khi đọc thấp\(percent).")
        }
        return doubtful.isEmpty ? [] : [""] + doubtful
    }

    /// What the tool itself warns of, in its words.
    private func warnings(_ document: ReadDocument) -> [String] {
        let warnings = document.warnings.prefix(Self.shownWarnings).map { PlainText.line($0, limit: 200) }
        if warnings.isEmpty { return [] }
        return ["", phrases.text("Note:", "Lưu ý:")] + warnings.map { "- \($0)" }
    }

    /// The fields that the question names, in the result's order; empty where it names none.
    private func asked(_ document: ReadDocument) -> [String] {
        // Small words too: a field may be called by one, as "Ngày" is.
        let words = Set(Utterance(question, language: language).words.map(\.stem))
        if words.isEmpty { return [] }
        let kind = kindWords
        let matches = document.fields.keys.map { (field: $0, match: match(of: $0, words, kind)) }
        guard let most = matches.map(\.match.share).max(), most >= Self.leastShare else { return [] }
        let best = matches.filter { $0.match.share == most }
        // "Số" alone is of a number where "mã số thuế" was said.
        return best.filter { one in
            !best.contains { one.match.words.isStrictSubset(of: $0.match.words) }
        }.map(\.field)
    }

    /// How much of one of the field's names the question has, from 0 to 1, and by which words that tell fields apart.
    private func match(
        of field: String, _ words: Set<String>, _ kind: Set<String>
    ) -> (share: Double, words: Set<String>) {
        func weight(_ word: String) -> Double { kind.contains(word) ? Self.kindWeight : 1 }
        let labels = names.labels[field].map { Array($0.texts.values) } ?? []
        let names = [FieldName.words(field).map(Stem.of)] + labels.map { Utterance($0).words.map(\.stem) }
        var best: (share: Double, words: Set<String>) = (0, [])
        for name in names {
            let whole = name.reduce(0) { $0 + weight($1) }
            let found = name.filter(words.contains)
            let share = whole == 0 ? 0 : found.reduce(0) { $0 + weight($1) } / whole
            if share > best.share { best = (share, Set(found).subtracting(kind)) }
        }
        return best
    }

    /// What the tool's own names say of the kind of document that it reads.
    private var kindWords: Set<String> {
        guard let tool else { return [] }
        let files = tool.slots.filter { $0.source == .attachment }
        let labels = (files.compactMap(\.label) + [tool.tool.labels[tool.tool.name]].compactMap { $0 })
            .flatMap { $0.texts.values }
        return Set(
            FieldName.words(tool.tool.name).map(Stem.of) + labels.flatMap { Utterance($0).words.map(\.stem) })
    }
}
