import HubCore

/// Words a JSON object's members: as lines of a list, or within a line.
struct RecordWording: Sendable {
    static let fieldLimit = 30
    static let rowLimit = 50
    static let nestedRowLimit = 10
    static let depthLimit = 3

    let names: FieldNames

    private var values: ValueWording { ValueWording(language: names.language) }
    private var phrases: Phrases { Phrases(language: names.language) }

    /// `- Label: value` for each member that has a value. `echoes` are arguments that the lead has named already.
    func lines(_ object: JSONObject, currency: String? = nil, echoes: JSONObject = JSONObject(), depth: Int = 0)
        -> [String]
    {
        let currency = Self.currency(of: object) ?? currency
        let indent = String(repeating: "  ", count: depth)
        var lines: [String] = []
        let shown = members(of: object, currency: currency, echoes: echoes)
        for (key, value) in shown.prefix(Self.fieldLimit) {
            let label = names.label(key)
            switch value {
            case .null: break
            case .bool, .number, .string:
                let text = values.scalar(value, field: FieldTraits(name: key), currency: currency) ?? ""
                lines.append("\(indent)- \(label): \(text)")
            case .object(let inner):
                if inner.isEmpty { continue }
                if isFlat(inner) || depth + 1 >= Self.depthLimit {
                    lines.append("\(indent)- \(label): \(inline(inner, currency: currency))")
                } else {
                    lines.append("\(indent)- \(label):")
                    lines += self.lines(inner, currency: currency, depth: depth + 1)
                }
            case .array(let elements):
                lines += self.lines(elements, label: label, key: key, currency: currency, depth: depth)
            }
        }
        if shown.count > Self.fieldLimit { lines.append("\(indent)\(phrases.more(shown.count - Self.fieldLimit))") }
        return lines
    }

    private func lines(_ elements: [JSONValue], label: String, key: String, currency: String?, depth: Int) -> [String] {
        let indent = String(repeating: "  ", count: depth)
        if elements.isEmpty { return ["\(indent)- \(label): \(phrases.none)"] }
        guard elements.contains(where: { $0.objectValue != nil }) else {
            return ["\(indent)- \(label): \(list(elements, key: key, currency: currency))"]
        }
        var lines = ["\(indent)- \(label):"]
        for element in elements.prefix(Self.nestedRowLimit) {
            lines.append("\(indent)  - \(inline(element, key: key, currency: currency))")
        }
        if elements.count > Self.nestedRowLimit {
            lines.append("\(indent)  \(phrases.more(elements.count - Self.nestedRowLimit))")
        }
        return lines
    }

    /// Any value within a line.
    func inline(_ value: JSONValue, key: String, currency: String?, depth: Int = 0) -> String {
        switch value {
        case .null: "—"
        case .bool, .number, .string:
            values.scalar(value, field: FieldTraits(name: key), currency: currency) ?? "—"
        case .array(let elements): list(elements, key: key, currency: currency, depth: depth)
        case .object(let object): inline(object, currency: currency, depth: depth)
        }
    }

    /// An object within a line: a date with its amount as `2025-10-15 ($3,000.00)`, others as `Label: value, …`.
    func inline(_ object: JSONObject, currency: String?, depth: Int = 0) -> String {
        let currency = Self.currency(of: object) ?? currency
        let shown = members(of: object, currency: currency, echoes: JSONObject())
        if let pair = datedAmount(shown, currency: currency) { return pair }
        if depth >= Self.depthLimit { return "…" }
        var parts: [String] = []
        for (key, value) in shown.prefix(Self.fieldLimit) where !value.isNull {
            let text = inline(value, key: key, currency: currency, depth: depth + 1)
            parts.append(
                value.objectValue == nil ? "\(names.label(key)): \(text)" : "\(names.label(key)) (\(text))")
        }
        if shown.count > Self.fieldLimit { parts.append(phrases.more(shown.count - Self.fieldLimit)) }
        return parts.joined(separator: ", ")
    }

    private func list(_ elements: [JSONValue], key: String, currency: String?, depth: Int = 0) -> String {
        if elements.isEmpty { return phrases.none }
        if depth >= Self.depthLimit { return "…" }
        var parts = elements.prefix(Self.nestedRowLimit).map {
            inline($0, key: key, currency: currency, depth: depth + 1)
        }
        if elements.count > Self.nestedRowLimit { parts.append(phrases.more(elements.count - Self.nestedRowLimit)) }
        return parts.joined(separator: elements.contains { $0.objectValue != nil } ? "; " : ", ")
    }

    private func datedAmount(_ members: [JSONObject.Member], currency: String?) -> String? {
        guard members.count == 2 else { return nil }
        for (dated, other) in [(members[0], members[1]), (members[1], members[0])] {
            guard let text = dated.value.stringValue, let date = values.date(text), other.value.numberValue != nil
            else {
                continue
            }
            let amount = values.scalar(other.value, field: FieldTraits(name: other.key), currency: currency) ?? ""
            return "\(date) (\(amount))"
        }
        return nil
    }

    /// Without nulls, without arguments that only come back, and without a currency that its amounts show.
    private func members(of object: JSONObject, currency: String?, echoes: JSONObject) -> [JSONObject.Member] {
        let hidesCurrency = Self.currency(of: object) != nil && object.contains { Self.hasNumber($0.value) }
        let members = object.filter { key, value in
            !value.isNull && !(hidesCurrency && key == "currency") && !(echoes[key] == value)
        }
        return members.isEmpty ? Array(object) : members
    }

    private static func hasNumber(_ value: JSONValue) -> Bool {
        switch value {
        case .number: true
        case .object(let object): object.contains { hasNumber($0.value) }
        case .array(let elements): elements.first.map(hasNumber) ?? false
        case .null, .bool, .string: false
        }
    }

    /// The three-letter code of a member named `currency`, as is usual beside amounts.
    static func currency(of object: JSONObject) -> String? {
        guard let text = object["currency"]?.stringValue, text.utf8.count == 3,
            text.utf8.allSatisfy({ $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A })
        else { return nil }
        return text.uppercased()
    }

    private func isFlat(_ object: JSONObject) -> Bool {
        object.count <= 4 && object.allSatisfy { $0.value.objectValue == nil && $0.value.arrayValue == nil }
    }
}
