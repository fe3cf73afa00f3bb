import HubSchema
import Testing

struct PatternTests {
    static func matches(_ source: String, _ text: String) throws -> Bool {
        var effort = 100_000
        let outcome = try Pattern(source).match(in: text, effort: &effort)
        try #require(outcome != .exhausted)
        return outcome == .matched
    }

    @Test(arguments: [
        ("abc", "xabcx", true), ("abc", "xabx", false), ("^abc$", "abc", true), ("^abc$", "xabc", false),
        ("", "", true), ("", "x", true), ("^$", "", true), ("^$", "x", false), ("a|bc|", "z", true),
        ("^(a|bc)$", "bc", true), ("^(a|bc)$", "abc", false), ("^a*$", "", true), ("^a+$", "", false),
        ("^a?b$", "ab", true), ("^a{3}$", "aaa", true), ("^a{3}$", "aa", false), ("^a{2,}$", "aaaa", true),
        ("^a{2,3}$", "aaaa", false), ("^a{0}b$", "b", true), ("^(ab){2}$", "abab", true),
        ("^(ab){1,2}c$", "ababc", true),
        ("^(ab)*?c$", "ababc", true), ("^(a*)*$", "aaa", true), ("^(a*)*b", "aac", false),
        ("^(a|b*)*c$", "abbac", true),
        ("^[^]$", "\n", true), ("[]", "a", false), ("^.$", "🐲", true), ("^..$", "🐲", false), ("^.$", "\u{2028}", false),
        ("^[🐲-🐴]$", "🐳", true), ("^a(?=b)", "ab", true), ("^a(?!b)", "ab", false), ("(?<=a)b", "ab", true),
        ("(?<!a)b", "ab", false), ("(?<=a+)b", "xaaab", true), ("(?<=^(?:ab)+)c", "ababc", true),
        ("(?<=^(?:ab)+)c", "babc", false), ("\\bword\\b", "a word.", true), ("\\bword\\b", "swordé", false),
        ("\\Bé", "é", true), ("^(?=.*[A-Z])(?=.*\\d).{4,}$", "abC1", true),
        ("^(?=.*[A-Z])(?=.*\\d).{4,}$", "abc1", false),
    ])
    func findsWhatECMAScriptFinds(source: String, text: String, expected: Bool) throws {
        #expect(try Self.matches(source, text) == expected)
    }

    @Test(arguments: [
        ("^(a+)-\\1$", "aa-aa", true), ("^(a+)-\\1$", "aa-a", false), ("^(?<w>\\w)\\k<w>$", "xx", true),
        ("^(?<w>\\w)\\k<w>$", "xy", false), ("^(?:(a)|b)\\1$", "b", true), ("^\\1(a)$", "a", true),
        ("(?<=\\1(a))b", "aab", true), ("(?<=\\1(a))b", "ab", false), ("^(?=(a+))\\1b$", "aab", true),
        ("^(?!(a)b)\\1a", "ac", true), ("^(?:(a)|(b)\\1)*$", "ab", true), ("^(a?)*?\\1b$", "aab", true),
        ("^(a?)*?\\1b$", "ab", false),
        ("^(é+)\\1$", "éé", true), ("^(?:a|(b)){2}\\1$", "ba", true),
    ])
    func followsBackreferences(source: String, text: String, expected: Bool) throws {
        #expect(try Self.matches(source, text) == expected)
    }

    @Test func isTheSameInManyTasksAtOnce() async throws {
        let pattern = try Pattern("^(?:[a-z]+\\d*)+$")
        let verdicts = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<64 {
                group.addTask {
                    var effort = 100_000
                    let text = String(repeating: "ab1", count: number + 1) + (number.isMultiple(of: 2) ? "" : "-")
                    return (pattern.match(in: text, effort: &effort) == .matched) == number.isMultiple(of: 2)
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(verdicts == Array(repeating: true, count: 64))
    }
}
