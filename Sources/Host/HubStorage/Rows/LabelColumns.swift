import HubCore

/// Words for people, as JSON columns hold them.
enum LabelColumns {
    /// `{"en": "…", "vi": "…"}`; languages that the product does not speak are left out.
    static func label(_ json: JSONValue) -> Label {
        var texts: [Language: String] = [:]
        for language in Language.allCases { texts[language] = json[language.rawValue]?.stringValue }
        return Label(texts)
    }

    static func json(_ label: Label) -> JSONValue {
        var members = JSONObject()
        for language in Language.allCases { members[language.rawValue] = label.texts[language].map(JSONValue.string) }
        return .object(members)
    }

    static func labels(_ json: JSONValue) -> [String: Label] {
        var labels: [String: Label] = [:]
        for (name, texts) in json.objectValue ?? JSONObject() { labels[name] = label(texts) }
        return labels
    }

    static func json(_ labels: [String: Label]) -> JSONValue {
        .object(JSONObject(labels.sorted { $0.key < $1.key }.map { ($0.key, json($0.value)) }))
    }

    /// A column that holds an array of texts.
    static func strings(_ columns: inout SQLColumns) throws(SQLError) -> [String] {
        guard let elements = try columns.json().arrayValue else { throw columns.failure }
        var texts: [String] = []
        for element in elements {
            guard let text = element.stringValue else { throw columns.failure }
            texts.append(text)
        }
        return texts
    }
}
