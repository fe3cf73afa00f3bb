import HubCore
import Testing

struct JSONPointerTests {
    /// The example of RFC 6901 §5.
    static let document: JSONValue = [
        "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8,
    ]

    @Test(
        arguments: [
            ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2), ("/e^f", 3), ("/g|h", 4),
            ("/i\\j", 5), ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8), ("", document),
        ] as [(String, JSONValue)])
    func leadsToWhatItNames(text: String, expected: JSONValue) throws {
        let pointer = try #require(JSONPointer(text))
        #expect(Self.document[pointer] == expected)
        #expect(pointer.description == text)
    }

    @Test(arguments: ["/bar", "/foo/2", "/foo/-", "/foo/00", "/foo/01", "/foo/+1", "/foo/", "/foo/٠", "/foo/0/x", "//"])
    func leadsNowhereWhereNothingIs(text: String) throws {
        #expect(Self.document[try #require(JSONPointer(text))] == nil)
    }

    @Test(arguments: ["a", "~", "/~", "/~2", "/a~", "#/a"]) func refusesOtherForms(text: String) {
        #expect(JSONPointer(text) == nil)
    }

    @Test func readsCombiningMarksAsPartsOfTokens() throws {
        let pointer = try #require(JSONPointer("/\u{301}a/~0\u{301}"))
        #expect(pointer.tokens.map { Array($0.unicodeScalars) } == [["\u{301}", "a"], ["~", "\u{301}"]])
        #expect(pointer.description == "/\u{301}a/~0\u{301}")
    }

    @Test func grows() {
        #expect(JSONPointer().appending("a/b").appending(3).description == "/a~1b/3")
    }
}
