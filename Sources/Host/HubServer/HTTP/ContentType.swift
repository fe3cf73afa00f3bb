/// What a Content-Type says (RFC 9110 §8.3).
enum ContentType {
    /// `application/json`, `text/json` or any type ending in `+json`, in UTF-8; and a form's type, which `curl -d` says of
    /// whatever it sends. What is no JSON is found out anyway.
    static func mayBeJSON(_ contentType: String) -> Bool {
        var parts = contentType.lowercased().split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
        let type = parts.removeFirst()
        guard
            ["application/json", "text/json", "application/x-www-form-urlencoded"].contains(type)
                || (type.hasSuffix("+json") && !type.contains(","))
        else { return false }
        let charsets = parts.filter { $0.hasPrefix("charset=") }.map { $0.dropFirst(8).filter { $0 != "\"" } }
        return charsets.allSatisfy { $0 == "utf-8" || $0 == "us-ascii" }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
