import HubCore

/// Speaks of an argument: its name, what its values look like, and what is wrong with one.
struct SlotWording: Sendable {
    let slot: Slot
    let language: Language

    private var phrases: Phrases { Phrases(language: language) }

    /// As it stands inside a sentence.
    var label: String { FieldName.uncapitalised(title) }

    /// As it stands at the beginning of one.
    var title: String {
        PlainText.line(slot.label?.readable(in: language) ?? ownTitle, limit: 60)
    }

    /// The name made readable, or what it stands for where that is a word such as `to`, which names nothing.
    private var ownTitle: String {
        guard isNameless else { return FieldName.humanised(slot.name) }
        if case .date = slot.elementKind {
            switch slot.cues.edge {
            case .start: return phrases.text("Start date", "Ngày bắt đầu")
            case .end: return phrases.text("End date", "Ngày kết thúc")
            case .none: return phrases.text("Date", "Ngày")
            }
        }
        return phrases.text("Value of \"\(slot.name)\"", "Giá trị của \"\(slot.name)\"")
    }

    private var isNameless: Bool {
        slot.label?.readable(in: language) == nil
            && FieldName.words(slot.name).allSatisfy {
                Lexicon.roles(of: $0, folded: $0, in: .english).contains(.small)
            }
    }

    /// "10 digits", "one of open, closed"; nil when the schema says nothing that words can say.
    var form: String? {
        if let shape = slot.shape { return PatternWording(language: language).words(shape) }
        let schema = slot.elementSchema
        switch slot.elementKind {
        case .choice(let values):
            let words = values.prefix(12).map { $0.stringValue ?? $0.text }
            return phrases.list(words.map { PlainText.line($0, limit: 40) }, phrases.or)
        case .date: return phrases.text("a date such as 2025-10-15", "ngày, ví dụ 15/10/2025")
        case .number: return range(schema)
        case .boolean: return "\(phrases.yes) \(phrases.or) \(phrases.no)"
        case .code, .name, .question: return length(schema)
        case .attachment, .constant, .list, .unsupported: return nil
        }
    }

    /// "An order number has 10 digits."; nil when nothing is known of the form.
    var rule: String? {
        guard let form else { return described }
        return "\(statement(form))."
    }

    /// What is wrong with a value, naming it.
    func complaint(about value: JSONValue) -> String {
        let shown = PlainText.line(value.stringValue ?? value.text, limit: 60)
        guard let form else {
            let rest = described.map { " \($0)" } ?? ""
            return phrases.text("\"\(shown)\" is not a valid \(label).", "\"\(shown)\" không phải là \(label) hợp lệ.")
                + rest
        }
        return "\(statement(form)); \(difference(of: value, shown))."
    }

    /// Asks for a value.
    var question: String {
        let lead =
            switch slot.elementKind {
            case .code, .choice, .name: phrases.which(label)
            case .attachment: phrases.attach(label)
            case .date, .number, .boolean, .question, .constant, .list, .unsupported: phrases.tell(label)
            }
        // What a file's id looks like helps nobody.
        if case .attachment = slot.elementKind { return lead }
        let meaning = isNameless && form != nil ? described : nil
        return ([lead, meaning, rule] + [example]).compactMap { $0 }.joined(separator: " ")
    }

    /// As one of several that are asked for: "order number (10 digits)".
    var request: String { form.map { "\(label) (\($0))" } ?? label }

    private var example: String? {
        guard
            let value = slot.elementSchema["examples"]?.arrayValue?.first ?? slot.schema["examples"]?.arrayValue?.first
        else { return nil }
        return phrases.example(PlainText.line(value.stringValue ?? value.text, limit: 60))
    }

    private func statement(_ form: String) -> String {
        if slot.isList {
            return phrases.text("Each value of \(label) \(verb) \(form)", "Mỗi giá trị của \(label) \(verb) \(form)")
        }
        return switch language {
        case .english: "\(Article.indefinite(before: label)) \(label) \(verb) \(form)"
        case .vietnamese: "\(title) \(verb) \(form)"
        }
    }

    private var verb: String {
        if let shape = slot.shape {
            // "has 10 digits", but "is 3 letters followed by 3 digits".
            if case .text? = shape.parts.first?.unit { return phrases.text("is", "có dạng") }
            return shape.parts.count == 1 ? phrases.text("has", "gồm") : phrases.text("is", "gồm")
        }
        return switch slot.elementKind {
        case .choice: phrases.text("is", "là")
        case .date, .number, .boolean: phrases.text("is", "là")
        case .code, .name, .question, .attachment, .constant, .list, .unsupported: phrases.text("has", "có")
        }
    }

    private func difference(of value: JSONValue, _ shown: String) -> String {
        if let expected = slot.shape?.digitCount, let text = value.stringValue,
            text.unicodeScalars.allSatisfy({ $0.isDigit }), !text.isEmpty, !expected.contains(text.utf8.count)
        {
            let count = text.utf8.count
            return phrases.text(
                "\"\(shown)\" has \(count)",
                "\"\(shown)\" \(count < expected.lowerBound ? "chỉ có" : "có tới") \(count)")
        }
        return phrases.text("\"\(shown)\" does not fit", "\"\(shown)\" không đúng dạng này")
    }

    /// The row's description as a sentence, where it is in the answer's language.
    private var described: String? {
        guard let text = slot.schema["description"]?.stringValue, !text.isEmpty,
            TextFolding.hasVietnameseLetters(text) == (language == .vietnamese)
        else { return nil }
        let line = PlainText.line(text, limit: 200)
        return line.hasSuffix(".") ? line : line + "."
    }

    private func range(_ schema: JSONValue) -> String {
        let values = ValueWording(language: language)
        let kind =
            schema["type"] == "integer" ? phrases.text("a whole number", "số nguyên") : phrases.text("a number", "số")
        switch (schema["minimum"]?.numberValue, schema["maximum"]?.numberValue) {
        case (let low?, let high?):
            let (low, high) = (values.number(low), values.number(high))
            return phrases.text("\(kind) from \(low) to \(high)", "\(kind) từ \(low) đến \(high)")
        case (let low?, nil):
            return phrases.text("\(kind) of at least \(values.number(low))", "\(kind) từ \(values.number(low)) trở lên")
        case (nil, let high?):
            return phrases.text("\(kind) of at most \(values.number(high))", "\(kind) không quá \(values.number(high))")
        case (nil, nil): return kind
        }
    }

    private func length(_ schema: JSONValue) -> String? {
        switch (schema["minLength"]?.intValue, schema["maxLength"]?.intValue) {
        case (let low?, let high?) where low == high: phrases.text("\(low) characters", "\(low) ký tự")
        case (let low?, let high?) where low > 1:
            phrases.text("\(low) to \(high) characters", "từ \(low) đến \(high) ký tự")
        case (let low?, nil) where low > 1: phrases.text("at least \(low) characters", "ít nhất \(low) ký tự")
        case (_, let high?): phrases.text("at most \(high) characters", "tối đa \(high) ký tự")
        case (_, nil): nil
        }
    }
}
