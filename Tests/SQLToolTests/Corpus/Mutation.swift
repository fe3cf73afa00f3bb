import Support

/// Makes statements that are nearly right.
enum Mutation {
    private static let pieces = [
        ";", "--", "/*", "*/", "'", "''", "\"", "$$", "$a$", "\\", "E'", "U&'", "U&\"", "(", ")", ",", ".", "::", ":",
        ":a", "*", "[", "]",
        " FOR UPDATE ", " INTO t ", " DELETE FROM orders ", " RETURNING * ", " pg_sleep(0) ", " UNION ", " AS ",
        " WITH a AS (",
        " SELECT ", " FROM ", " WHERE ", " TABLE orders ", " OPERATOR(pg_catalog.+) ", " ::regclass ", " 1 ", " NULL ",
        "\n", "\t",
        "\u{00A0}", "pg_catalog.", "public.", "set_config('a.b', 'c', false)", " LIMIT 1 ", " ONLY ", " LATERAL ",
        " OVER () ", "é",
    ]

    /// One or two changes: something cut out, put in, taken from the other text or moved.
    static func mutated(_ text: String, _ other: String, _ numbers: inout SeededNumbers) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<Int.random(in: 1...2, using: &numbers) {
            let place = Int.random(in: 0...scalars.count, using: &numbers)
            switch Int.random(in: 0..<5, using: &numbers) {
            case 0:
                let end = min(scalars.count, place + Int.random(in: 1...6, using: &numbers))
                scalars.removeSubrange(place..<end)
            case 1, 2:
                scalars.insert(contentsOf: (pieces.randomElement(using: &numbers) ?? "").unicodeScalars, at: place)
            case 3:
                let source = Array(other.unicodeScalars)
                let start = Int.random(in: 0...source.count, using: &numbers)
                scalars.insert(contentsOf: source[start..<min(source.count, start + 12)], at: place)
            case _:
                if place < scalars.count {
                    scalars.insert(scalars[place], at: Int.random(in: 0...scalars.count, using: &numbers))
                }
            }
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
