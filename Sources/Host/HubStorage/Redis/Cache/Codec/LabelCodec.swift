import HubCore

/// Words for people as JSON: texts by language.
enum LabelCodec {
    static func json(_ label: Label) -> JSONValue {
        .object(JSONObject(label.texts.map { ($0.key.rawValue, JSONValue.string($0.value)) }))
    }

    static func label(_ json: JSONValue) throws(ConfigurationCodecError) -> Label {
        guard let members = json.objectValue else { throw .malformed("label") }
        var texts: [Language: String] = [:]
        for (key, value) in members {
            guard let language = Language(rawValue: key), let text = value.stringValue else {
                throw .malformed("label")
            }
            texts[language] = text
        }
        return Label(texts)
    }

    static func json(_ labels: [String: Label]) -> JSONValue {
        .object(JSONObject(labels.map { ($0.key, json($0.value)) }))
    }

    static func labels(_ json: JSONValue) throws(ConfigurationCodecError) -> [String: Label] {
        guard let members = json.objectValue else { throw .malformed("labels") }
        var labels: [String: Label] = [:]
        for (name, value) in members { labels[name] = try label(value) }
        return labels
    }
}
