import HubCore

extension Label {
    /// `{"en": "…", "vi": "…"}`.
    var json: JSONValue {
        .object(
            JSONObject(
                Language.allCases.compactMap { language in texts[language].map { (language.rawValue, .string($0)) } }))
    }
}

extension Field where Value == Label {
    private static let texts = Language.allCases.map { language in
        (language, Field<String>.string(language.rawValue, "In this language.", maximum: 200))
    }

    private static let shape = BodyShape("Label", texts.map(\.1.description))

    /// A label: an object of texts by language.
    static func label(_ name: String, _ text: String) -> Field {
        .nested(name, shape, text) { reader in read(&reader) }
    }

    private static func read(_ reader: inout BodyReader) -> Label {
        var label = Label()
        for (language, field) in texts { label.texts[language] = reader.value(field) }
        return label
    }
}

extension Field where Value == [String: Label] {
    /// Labels by the name of a field of a tool's arguments or result.
    static func labels(_ name: String, _ text: String) -> Field {
        let label = Field<Label>.label("", "")
        return Field(name, ["type": "object", "additionalProperties": .object(label.description.schema)], text) {
            value throws(FieldFault) in
            guard let members = value.objectValue else {
                throw FieldFault("must be an object, not \(value.typeName).")
            }
            var labels: [String: Label] = [:]
            var problems: [FieldProblem] = []
            for (name, value) in members {
                do throws(FieldFault) {
                    labels[name] = try label.read(value)
                } catch {
                    let prefix = JSONPointer(tokens: [name]).description
                    problems += error.problems.map { FieldProblem(pointer: prefix + $0.pointer, message: $0.message) }
                }
            }
            if !problems.isEmpty { throw FieldFault(problems) }
            return labels
        }
    }
}
