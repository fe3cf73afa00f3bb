import HubCore
import Testing

struct JSONWriterTests {
    @Test func writesCompactlyInTheOrderGiven() {
        let value: JSONValue = ["b": [1, 2.5, nil], "a": ["x": true, "y": false], "c": [], "d": [:]]
        #expect(value.text == #"{"b":[1,2.5,null],"a":{"x":true,"y":false},"c":[],"d":{}}"#)
    }

    @Test func escapesWhatMustBe() {
        let value: JSONValue = .string("\"\\/\u{8}\u{C}\n\r\t\u{1}\u{1F}\u{7F}é🐲")
        #expect(value.text == "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\u{7F}é🐲\"")
    }

    @Test(arguments: ["", "plain", "\u{0}", "a\"b\\c\nd", "e\u{301}", "🐲", String(repeating: "x\t", count: 500)])
    func writesTextsThatParseBack(text: String) throws {
        #expect(try JSONValue(parsing: JSONValue.string(text).bytes) == .string(text))
    }
}
