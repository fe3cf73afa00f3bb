/// Texts that mean something to some part that they may reach. None is a name that a row may have or a number: those are
/// read as what they are.
enum InjectionStrings {
    static let all: [String] = [
        "' OR '1'='1", "'; DROP TABLE sessions; --", "1) UNION SELECT * FROM tenants --", "$1", "_%", "\\",
        "x\r\nX-Injected: 1", "x\nSet-Cookie: a=b", "\t", "../../etc/passwd", "..%2f..%2fsecrets",
        "//evil.example/", "{{7*7}}", "${7*7}", "{mst}", "{tenant}", "%{x}", "<script>alert(1)</script>",
        "*)(uid=*))(|(uid=*", "/a~1b/~0", "\u{202E}gnp.exe", "e\u{301}", "\u{FEFF}bom", "\u{200B}", "🧨\u{1F3FB}",
        "\u{FFFF}", "{\"$ref\": \"#\"}", "\u{0}", "a\u{0}b", String(repeating: "A", count: 70_000),
        String(repeating: "đ", count: 300),
    ]
}
