import HubCore

/// What a provider's dialect has no keyword for, put in words, so that the model still reads it. The words are JSON
/// Schema, which every model reads and which loses nothing.
enum SchemaWords {
    /// A description that also says `rest`; nil where there is neither.
    static func description(_ text: String?, adding rest: JSONObject) -> String? {
        guard !rest.isEmpty else { return text }
        let words = "As JSON Schema it also has: \(JSONValue.object(rest).text)"
        guard let text, !text.isEmpty else { return words }
        return "\(text)\n\(words)"
    }
}
