import HubCore

/// Says in a line what a chart of the result shows: what over what, from where to where, lowest, highest and last.
struct ChartWording: Sendable {
    static let seriesLimit = 3

    /// Numbers in their order, each with what it belongs to.
    struct Series: Sendable {
        var name: String
        var axis: String?
        var points: [(at: String?, value: JSONNumber)]
    }

    let names: FieldNames

    private var values: ValueWording { ValueWording(language: names.language) }
    private var phrases: Phrases { Phrases(language: names.language) }

    /// nil when the value has no series of numbers.
    func summary(_ value: JSONValue, currency: String? = nil) -> String? {
        let currency = value.objectValue.flatMap(RecordWording.currency) ?? currency
        let all = series(in: value, key: "")
        guard !all.isEmpty else { return nil }
        return all.prefix(Self.seriesLimit).map { describe($0, currency: currency) }.joined(separator: " ")
    }

    func series(in value: JSONValue, key: String) -> [Series] {
        switch value {
        case .array(let elements):
            if elements.contains(where: { $0.objectValue != nil }) { return columns(elements) }
            let numbers = elements.compactMap(\.numberValue)
            guard numbers.count == elements.count, numbers.count > 1 else { return [] }
            return [Series(name: key, axis: nil, points: numbers.map { (nil, $0) })]
        case .object(let object): return series(in: object)
        case .null, .bool, .number, .string: return []
        }
    }

    private func series(in object: JSONObject) -> [Series] {
        // `{"labels": […], "values": […]}`: lists of one length, one of them text.
        let texts = object.first {
            $0.value.arrayValue.map { $0.count > 1 && $0.allSatisfy { $0.stringValue != nil } } ?? false
        }
        if let texts, let axis = texts.value.arrayValue {
            let found = object.flatMap { member -> [Series] in
                guard let list = member.value.arrayValue, member.key != texts.key else { return [] }
                return parallel(list, key: member.key, axis: axis)
            }
            if !found.isEmpty { return found }
        }
        for (key, value) in object {
            guard value.arrayValue != nil || value.objectValue != nil else { continue }
            let found = series(in: value, key: key)
            if !found.isEmpty {
                return found.map { Series(name: $0.name.isEmpty ? key : $0.name, axis: $0.axis, points: $0.points) }
            }
        }
        // `{"2025-01": 5, "2025-02": 7}`
        let numbers = object.compactMap { member in member.value.numberValue.map { (member.key, $0) } }
        guard numbers.count == object.count, numbers.count > 1 else { return [] }
        return [Series(name: "", axis: nil, points: numbers.map { (shown($0.0), $0.1) })]
    }

    private func parallel(_ list: [JSONValue], key: String, axis: [JSONValue]) -> [Series] {
        let labels = axis.map { $0.stringValue.map(shown) }
        let numbers = list.compactMap(\.numberValue)
        if numbers.count == axis.count { return [Series(name: key, axis: nil, points: Array(zip(labels, numbers)))] }
        return list.compactMap { element in
            guard let data = (element["data"] ?? element["values"])?.arrayValue?.compactMap(\.numberValue),
                data.count == axis.count
            else { return nil }
            let name = (element["name"] ?? element["label"])?.stringValue ?? key
            return Series(name: name, axis: nil, points: Array(zip(labels, data)))
        }
    }

    /// Rows of objects: the first field of text or date is the axis, the fields of numbers are the series.
    private func columns(_ elements: [JSONValue]) -> [Series] {
        let rows = elements.compactMap(\.objectValue)
        guard rows.count > 1, let first = rows.first else { return [] }
        let axis =
            first.first { $0.value.stringValue != nil && $0.key != "currency" }?.key
            ?? first.first { $0.value.numberValue != nil && FieldTraits(name: $0.key).quantity == .identifier }?.key
        let fields = first.keys.filter { key in
            key != axis && FieldTraits(name: key).quantity != .identifier
                && rows.count { $0[key]?.numberValue != nil } * 2 > rows.count
        }
        return fields.map { field in
            Series(
                name: field, axis: axis,
                points: rows.compactMap { row in
                    row[field]?.numberValue.map { value in
                        (axis.flatMap { row[$0]?.stringValue ?? row[$0]?.numberValue?.literal }.map(shown), value)
                    }
                })
        }
    }

    private func shown(_ text: String) -> String { values.date(text) ?? PlainText.line(text, limit: 60) }

    private func describe(_ series: Series, currency: String?) -> String {
        guard let first = series.points.first, let last = series.points.last,
            let low = series.points.min(by: { $0.value < $1.value }),
            let high = series.points.max(by: { $0.value < $1.value })
        else { return "" }
        let traits = FieldTraits(name: series.name)
        func text(_ point: (at: String?, value: JSONNumber)) -> String {
            let value = values.scalar(.number(point.value), field: traits, currency: currency) ?? point.value.literal
            return point.at.map { "\(value) (\($0))" } ?? value
        }
        let name = series.name.isEmpty ? phrases.value : names.label(series.name)
        let axis = series.axis.map { FieldName.uncapitalised(names.label($0)) }
        let title = axis.map { phrases.text("\(name) by \($0)", "\(name) theo \($0)") } ?? name
        var span = ""
        if let from = first.at, let to = last.at {
            span = phrases.text(" from \(from) to \(to)", " từ \(from) đến \(to)")
        }
        return phrases.text(
            "\(title): \(series.points.count) points\(span); lowest \(text(low)), highest \(text(high)), last \(text(last)).",
            "\(title): \(series.points.count) điểm\(span); thấp nhất \(text(low)), cao nhất \(text(high)), "
                + "gần nhất \(text(last)).")
    }
}
