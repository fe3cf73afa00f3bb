import HubCore

/// Words an object as one sentence.
struct SummaryWording: Sendable {
    let records: RecordWording
    let names: FieldNames

    /// "Total $5.00, due date 2025-10-15, status open".
    func clauses(_ object: JSONObject, echoes: JSONObject) -> String {
        let currency = RecordWording.currency(of: object)
        let all = object.filter { key, value in
            !value.isNull && !(key == "currency" && currency != nil) && !(echoes[key] == value)
        }
        let members = all.isEmpty ? Array(object) : all
        var clauses = members.prefix(RecordWording.fieldLimit).map { key, value in
            let text = records.inline(value, key: key, currency: currency)
            let label = FieldName.uncapitalised(names.label(key))
            return value.objectValue == nil || text.first?.isNumber == true ? "\(label) \(text)" : "\(label) (\(text))"
        }
        if members.count > RecordWording.fieldLimit {
            clauses.append(Phrases(language: names.language).more(members.count - RecordWording.fieldLimit))
        }
        return FieldName.capitalised(clauses.joined(separator: ", "))
    }
}
