import HubCore

/// Writes values for people in a language. Digits are never changed: a number keeps its decimal places.
struct ValueWording: Sendable {
    let language: Language

    private var decimalMark: Character { language == .english ? "." : "," }
    private var groupMark: Character { language == .english ? "," : "." }

    /// A scalar under its field's name; nil for null and for what is no scalar.
    func scalar(_ value: JSONValue, field: FieldTraits, currency: String?) -> String? {
        switch value {
        case .null, .array, .object: nil
        case .bool(let value): Phrases(language: language).text(value ? "yes" : "no", value ? "có" : "không")
        case .string(let text): date(text) ?? PlainText.line(text)
        case .number(let value): number(value, field: field, currency: currency)
        }
    }

    private func number(_ value: JSONNumber, field: FieldTraits, currency: String?) -> String {
        switch field.quantity {
        case .identifier: return value.literal
        case .percentage: return number(value) + "%"
        case .count: return number(value)
        case .amount, .unknown: break
        }
        guard let currency else { return number(value) }
        let isMoney =
            field.quantity == .amount || !value.isInteger || value.literal.contains(".")
            || abs(value.doubleValue) >= 1000
        return isMoney ? money(value, currency: currency) : number(value)
    }

    /// Grouped, with the language's marks.
    func number(_ value: JSONNumber) -> String {
        guard let parts = DecimalParts(value.literal) else { return value.literal }
        return parts.text(grouping: groupMark, decimal: decimalMark)
    }

    /// With its currency: `$12,345.50`, `12.345,50 USD`, `1.500.000 VND`.
    func money(_ value: JSONNumber, currency: String) -> String {
        guard var parts = DecimalParts(value.literal) else { return "\(value.literal) \(currency)" }
        parts.fit(minorDigits: Self.withoutMinor.contains(currency) ? 0 : 2)
        let sign = parts.isNegative ? "-" : ""
        parts.isNegative = false
        let text = parts.text(grouping: groupMark, decimal: decimalMark)
        if language == .english, let symbol = Self.symbols[currency] { return sign + symbol + text }
        return "\(sign)\(text) \(currency)"
    }

    /// A date in ISO form as the language writes it, a time after it kept to the minute; nil for any other text.
    func date(_ text: String) -> String? {
        guard (10...35).contains(text.utf8.count), text.utf8.first?.isASCIIDigit == true,
            let date = CivilDate(iso: text)
        else { return nil }
        let day = language == .english ? date.iso : date.dayFirst
        let rest = Array(text.utf8.dropFirst(10))
        guard !rest.isEmpty else { return day }
        guard rest.count >= 6, rest[3] == 0x3A, [1, 2, 4, 5].allSatisfy({ rest[$0].isASCIIDigit }) else { return nil }
        let time = String(decoding: rest[1..<6], as: UTF8.self)
        let zone = String(decoding: rest.dropFirst(6), as: UTF8.self).drop { $0 == ":" || $0 == "." || $0.isNumber }
        guard zone.isEmpty || zone == "Z" || zone == "z" || zone.first == "+" || zone.first == "-", zone.count <= 6
        else {
            return nil
        }
        if time == "00:00", zone.isEmpty || zone.lowercased() == "z" { return day }
        return "\(day) \(time)" + (zone.isEmpty ? "" : zone.lowercased() == "z" ? " UTC" : " \(zone)")
    }

    private static let symbols = ["USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"]
    private static let withoutMinor: Set<String> = ["VND", "JPY", "KRW", "IDR", "CLP"]
}
