import HubCore

/// Lays a result out as a Markdown table: rows of an array of objects, or the fields of one object.
struct TableWording: Sendable {
    static let columnLimit = 12

    let names: FieldNames

    private var records: RecordWording { RecordWording(names: names) }
    private var phrases: Phrases { Phrases(language: names.language) }

    /// The table and what stands around it; nil when the value has no rows to lay out.
    func table(_ value: JSONValue, currency: String? = nil, echoes: JSONObject = JSONObject()) -> String? {
        switch value {
        case .array(let elements): return elements.isEmpty ? nil : rows(elements, key: "", currency: currency)
        case .object(let object):
            let currency = RecordWording.currency(of: object) ?? currency
            let tables = object.filter { $0.value.arrayValue?.first?.objectValue != nil }
            guard let main = tables.max(by: { ($0.value.arrayValue?.count ?? 0) < ($1.value.arrayValue?.count ?? 0) }),
                let elements = main.value.arrayValue
            else { return fields(object, currency: currency, echoes: echoes) }
            var rest = object
            rest[main.key] = nil
            if rest["currency"] != nil, currency != nil { rest["currency"] = nil }
            for (name, value) in echoes where rest[name] == value { rest[name] = nil }
            var lines = rest.isEmpty ? [] : records.lines(rest, currency: currency)
            if !lines.isEmpty { lines.append("") }
            return (lines + [rows(elements, key: main.key, currency: currency)]).joined(separator: "\n")
        case .null, .bool, .number, .string: return nil
        }
    }

    private func rows(_ elements: [JSONValue], key: String, currency: String?) -> String {
        let shown = elements.prefix(RecordWording.rowLimit)
        var columns: [String] = []
        for element in shown {
            for name in element.objectValue?.keys ?? [] where !columns.contains(name) { columns.append(name) }
        }
        guard !columns.isEmpty else {
            return list(shown.map { $0 }, key: key, total: elements.count, currency: currency)
        }
        let hidden = max(0, columns.count - Self.columnLimit)
        columns = Array(columns.prefix(Self.columnLimit))
        let isNumeric = columns.map { name in
            let cells = shown.compactMap { $0[name] }.filter { !$0.isNull }
            return !cells.isEmpty && cells.allSatisfy { $0.numberValue != nil }
        }
        var lines = [row(columns.map { names.label($0) }), row(isNumeric.map { $0 ? "---:" : "---" }, .raw)]
        for element in shown {
            guard let object = element.objectValue else {
                lines.append(row([records.inline(element, key: key, currency: currency)]))
                continue
            }
            let currency = RecordWording.currency(of: object) ?? currency
            lines.append(
                row(columns.map { records.inline(object[$0] ?? .null, key: $0, currency: currency) }))
        }
        return close(lines, total: elements.count, shown: shown.count, hiddenColumns: hidden)
    }

    private func list(_ elements: [JSONValue], key: String, total: Int, currency: String?) -> String {
        let title = key.isEmpty ? phrases.value : names.label(key)
        var lines = [row([title]), row(["---"], .raw)]
        for element in elements { lines.append(row([records.inline(element, key: key, currency: currency)])) }
        return close(lines, total: total, shown: elements.count, hiddenColumns: 0)
    }

    private func fields(_ object: JSONObject, currency: String?, echoes: JSONObject) -> String? {
        let all = object.filter { key, value in
            !value.isNull && !(key == "currency" && currency != nil) && !(echoes[key] == value)
        }
        let members = all.isEmpty ? Array(object) : all
        guard !members.isEmpty else { return nil }
        let empty = members.filter { $0.value.arrayValue?.isEmpty == true }.prefix(RecordWording.fieldLimit)
            .map { phrases.none(of: FieldName.uncapitalised(names.label($0.key))) }
        let filled = members.filter { $0.value.arrayValue?.isEmpty != true }
        guard !filled.isEmpty else { return empty.joined(separator: "\n") }
        let table = rows(of: filled, currency: currency)
        return empty.isEmpty ? table : "\(table)\n\n\(empty.joined(separator: "\n"))"
    }

    private func rows(of members: [JSONObject.Member], currency: String?) -> String {
        var lines = [row([phrases.field, phrases.value]), row(["---", "---"], .raw)]
        for (key, value) in members.prefix(RecordWording.fieldLimit) {
            lines.append(row([names.label(key), records.inline(value, key: key, currency: currency)]))
        }
        return close(lines, total: members.count, shown: min(members.count, RecordWording.fieldLimit), hiddenColumns: 0)
    }

    private func close(_ lines: [String], total: Int, shown: Int, hiddenColumns: Int) -> String {
        var lines = lines
        if total > shown { lines += ["", phrases.more(total - shown)] }
        if hiddenColumns > 0 {
            lines += ["", phrases.text("\(hiddenColumns) columns are left out.", "Đã lược bỏ \(hiddenColumns) cột.")]
        }
        return lines.joined(separator: "\n")
    }

    private enum Cells {
        case text
        case raw
    }

    private func row(_ cells: [String], _ kind: Cells = .text) -> String {
        "| " + (kind == .raw ? cells : cells.map { PlainText.cell($0) }).joined(separator: " | ") + " |"
    }
}
