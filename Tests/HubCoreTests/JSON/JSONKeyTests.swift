import HubCore
import Testing

struct JSONKeyTests {
    @Test(arguments: [
        ("", "", true), ("a", "a", true), ("a", "b", false), ("a", "ab", false), ("é", "e\u{301}", false),
        ("\u{8C48}", "\u{F900}", false), ("🐲", "🐲", true),
    ])
    func isEqualByCodePoints(left: String, right: String, expected: Bool) {
        #expect(JSONKey.areEqual(left, right) == expected)
        #expect((JSONKey(left) == JSONKey(right)) == expected)
        if expected { #expect(JSONKey(left).hashValue == JSONKey(right).hashValue) }
    }
}
