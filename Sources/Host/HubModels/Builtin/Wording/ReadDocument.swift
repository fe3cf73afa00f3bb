import HubCore

/// What was read from a document, in the form that such tools agree on: `fields` by name, null where one was not found,
/// with `evidence` of each, beside the `pages` with their text.
struct ReadDocument: Sendable {
    let fields: JSONObject
    private let evidence: JSONObject
    let pages: [String]
    /// In the tool's words.
    let warnings: [String]

    /// nil where the result is of another form.
    init?(_ result: JSONValue) {
        guard let fields = result["fields"]?.objectValue, let evidence = result["evidence"]?.objectValue,
            let pages = result["pages"]?.arrayValue
        else { return nil }
        self.fields = fields
        self.evidence = evidence
        self.pages = pages.compactMap { $0["text"]?.stringValue }
        warnings = (result["warnings"]?.arrayValue ?? []).compactMap(\.stringValue)
    }

    /// Whether the field was read so badly that somebody should look.
    func isDoubtful(_ field: String) -> Bool { evidence[field]?["below_threshold"]?.boolValue ?? false }

    /// From 0 to 1; nil where the tool says anything else.
    func confidence(_ field: String) -> Double? {
        guard let value = evidence[field]?["confidence"]?.doubleValue, (0...1).contains(value) else { return nil }
        return value
    }

    /// The page that the field stands on, from 1.
    func page(_ field: String) -> Int? { evidence[field]?["page"]?.intValue }

    /// The three-letter code of a field's amount: its own, else the document's.
    func currency(_ field: String) -> String? {
        let own = evidence[field]?["currency"] ?? fields["\(field)_currency"]
        return RecordWording.currency(of: ["currency": own ?? fields["currency"] ?? .null])
    }
}
