import HubCore

/// The labels of a tool's fields in a language.
struct FieldNames: Sendable {
    let labels: [String: Label]
    let language: Language

    /// A field's label: the row's in the language or in English, else its name made readable, which is English too.
    func label(_ name: String) -> String {
        if let text = labels[name]?.readable(in: language) { return PlainText.line(text, limit: 80) }
        return PlainText.line(FieldName.humanised(name), limit: 80)
    }
}

extension Label {
    /// A third language's words would help nobody.
    func readable(in language: Language) -> String? {
        (texts[language] ?? texts[.english]).flatMap { $0.isEmpty ? nil : $0 }
    }
}
