import HubCore

/// The labels of a tool's fields in a language.
struct FieldNames: Sendable {
    let labels: [String: Label]
    let language: Language

    /// A field's label: the row's, else its name made readable.
    func label(_ name: String) -> String {
        if let text = labels[name]?.text(in: language), !text.isEmpty { return PlainText.line(text, limit: 80) }
        return PlainText.line(FieldName.humanised(name), limit: 80)
    }
}
