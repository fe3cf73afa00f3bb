import HubCore

/// Makes texts by a schema's limits, its pattern, its format or its member's name.
struct StringSampler {
    private static let words = ["alpha", "report", "customer 42", "Công nợ", "north", "2025", "a", "hello world"]
    private static let odd = [
        "", " ", "\u{0}", "\"\\/\u{8}\u{C}\n\r\t", "é", "e\u{301}", "👩‍👩‍👧‍👦", "\u{202E}abc", "ﬁ", "İ", "ß", "\u{FEFF}x",
        "\u{FFFF}", "\u{10FFFF}",
        "%s%n%x", "../../etc/passwd", "'; DROP TABLE t; --", "{{x}}", "${x}", "<script>", "null", "NaN", "-1", "1e999",
        "\u{1}\u{1F}", "a\u{0}b", "\u{2028}", "Zażółć gęślą jaźń", "نص", "中文字符", "{name}", "[", "{",
    ]

    private let rules: JSONObject
    private let name: String
    private let isOdd: Bool

    init(_ rules: JSONObject, name: String, isOdd: Bool) {
        self.rules = rules
        self.name = name
        self.isOdd = isOdd
    }

    func text(_ numbers: inout SeededNumbers) -> String {
        if let values = rules["enum"]?.arrayValue?.compactMap(\.stringValue), let value = numbers.pick(values) {
            return value
        }
        if let pattern = rules["pattern"]?.stringValue, let text = PatternSampler(pattern)?.text(&numbers) {
            return text
        }
        if let format = rules["format"]?.stringValue, let text = Self.formats[format], !isOdd || numbers.chance(50) {
            return text
        }
        if !isOdd, let hint = Self.hint(name) { return hint }
        let text = isOdd ? oddText(&numbers) : numbers.pick(Self.words) ?? ""
        return fitted(text, &numbers)
    }

    private func oddText(_ numbers: inout SeededNumbers) -> String {
        switch numbers.below(10) {
        case 0: return String(repeating: "x", count: rules["maxLength"]?.intValue ?? 5000)
        case 1: return String(repeating: "👍🏽", count: min(200, (rules["maxLength"]?.intValue ?? 400) / 2))
        case 2: return (0..<4).map { _ in numbers.pick(Self.odd) ?? "" }.joined()
        case 3: return numbers.pick(Self.words) ?? ""
        case 4: return ""
        case _: return numbers.pick(Self.odd) ?? ""
        }
    }

    /// Lengths count code points.
    private func fitted(_ text: String, _ numbers: inout SeededNumbers) -> String {
        var scalars = Array(text.unicodeScalars)
        if let most = rules["maxLength"]?.intValue, scalars.count > most { scalars = Array(scalars.prefix(most)) }
        let least = rules["minLength"]?.intValue ?? 0
        while scalars.count < least, scalars.count < 200_000 { scalars.append("x") }
        var result = ""
        result.unicodeScalars.append(contentsOf: scalars)
        return result
    }

    private static let formats = [
        "date-time": "2025-03-14T09:26:53Z", "date": "2025-03-14", "time": "09:26:53Z", "email": "someone@example.com",
        "hostname": "example.com", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1", "uri": "https://example.com/check",
        "uri-reference": "/check", "iri": "https://example.com/check", "uuid": "6b1b36cb-e804-4e6f-ac6a-ce0a2b1e8d02",
        "json-pointer": "/a/b", "regex": "^a$", "duration": "PT1H",
    ]

    /// What a member is likely to want by its name.
    private static func hint(_ name: String) -> String? {
        let name = name.lowercased()
        for (part, text) in [
            ("url", "https://example.com/check"), ("uri", "https://example.com/check"),
            ("endpoint", "https://example.com/check"), ("email", "someone@example.com"), ("date", "2025-03-14"),
            ("host", "example.com"), ("language", "en"), ("currency", "USD"),
        ] where name.contains(part) { return text }
        return nil
    }
}
