import HubCore

extension Label {
    /// `{"en": "…", "vi": "…"}`.
    var json: JSONValue {
        .object(
            JSONObject(
                Language.allCases.compactMap { language in texts[language].map { (language.rawValue, .string($0)) } }))
    }
}

extension BodyReader {
    /// A label: an object of texts by language.
    mutating func label(_ member: String) -> Label? {
        nested(member) { reader in
            var label = Label()
            for language in Language.allCases { label.texts[language] = reader.string(language.rawValue, maximum: 200) }
            return label
        }
    }

    /// Labels by the name of a field.
    mutating func labels(_ member: String) -> [String: Label]? {
        guard let names = object(member)?.keys else { return nil }
        return nested(member) { reader in
            var labels: [String: Label] = [:]
            for name in names { labels[name] = reader.label(name) }
            return labels
        }
    }
}
