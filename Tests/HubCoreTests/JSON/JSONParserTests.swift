import HubCore
import Testing

struct JSONParserTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-0", "1", "-1.5", "1e3", "1E+3", "1e-3", "1.5e300", "\"\"", "\"a\"", "[]", "{}",
        "[1,[2,[]],{}]", "{\"a\":{\"b\":[null]}}", " \t\r\n[ 1 , 2 ] \n", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\\u0041\\u00e9\\uD83D\\uDC32\"", "\"é🐲\u{7F}\u{2028}\"", "\"\\u0000\"", "123456789012345678901234567890",
    ])
    func acceptsWhatTheGrammarAllows(text: String) throws {
        _ = try JSONValue(parsing: text)
    }

    @Test(arguments: [
        ("", JSONParseError.Reason.unexpectedEnd, 0), ("  ", .unexpectedEnd, 2), ("[1", .unexpectedEnd, 2),
        ("{\"a\"", .unexpectedEnd, 4), ("{\"a\":", .unexpectedEnd, 5), ("\"a", .unexpectedEnd, 2),
        ("\"\\", .unexpectedEnd, 2), ("tru", .unexpectedEnd, 3), ("trux", .unexpectedByte, 3),
        ("nul1", .unexpectedByte, 3), ("[1,]", .unexpectedByte, 3), ("[,1]", .unexpectedByte, 1),
        ("{\"a\":1,}", .unexpectedByte, 7), ("{a:1}", .unexpectedByte, 1), ("{1:1}", .unexpectedByte, 1),
        ("{\"a\" 1}", .unexpectedByte, 5), ("[1 2]", .unexpectedByte, 3), ("'a'", .unexpectedByte, 0),
        ("NaN", .unexpectedByte, 0), ("+1", .unexpectedByte, 0), (".5", .unexpectedByte, 0),
        ("-", .invalidNumber, 1), ("1.", .invalidNumber, 2), ("1.e3", .invalidNumber, 2), ("1e", .invalidNumber, 2),
        ("-a", .invalidNumber, 1), ("01", .trailingText, 1), ("1 2", .trailingText, 2), ("[] x", .trailingText, 3),
        ("\"\\x\"", .invalidEscape, 2), ("\"\\u12G4\"", .invalidEscape, 5), ("\"\\u12", .invalidEscape, 5),
        ("\"\\uD800\"", .invalidEscape, 7), ("\"\\uDC00\"", .invalidEscape, 7),
        ("\"\\uD800\\u0041\"", .invalidEscape, 13), ("\"a\nb\"", .controlCharacter, 2),
        ("\"\\n\u{1}\"", .controlCharacter, 3), ("\u{FEFF}1", .unexpectedByte, 0),
    ])
    func refusesAnythingElseAndSaysWhere(text: String, reason: JSONParseError.Reason, offset: Int) {
        let error = #expect(throws: JSONParseError.self) { try JSONValue(parsing: text) }
        #expect(error?.reason == reason)
        #expect(error?.offset == offset)
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0x5C, 0x6E, 0xFF, 0x22], [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22],
        ] as [[UInt8]])
    func refusesInvalidUTF8(bytes: [UInt8]) {
        let error = #expect(throws: JSONParseError.self) { try JSONValue(parsing: bytes) }
        #expect(error?.reason == .invalidUTF8)
    }

    @Test func decodesEscapes() throws {
        #expect(try JSONValue(parsing: #""\u0041\u00e9\uD83D\uDC32\n\/""#) == "Aé🐲\n/")
    }

    @Test func allowsNestingUpToItsBoundOnly() throws {
        let depth = JSONParser.maximumDepth
        let deepest = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        _ = try JSONValue(parsing: deepest)
        let error = #expect(throws: JSONParseError.self) { try JSONValue(parsing: "[" + deepest + "]") }
        #expect(error?.reason == .tooDeep)
    }

    @Test func countsOnlyOpenNesting() throws {
        let wide = "[" + Array(repeating: "[{}]", count: 1000).joined(separator: ",") + "]"
        #expect(try JSONValue(parsing: wide).arrayValue?.count == 1000)
    }

    @Test func keepsTheLastOfTwoMembersWithOneName() throws {
        let value = try JSONValue(parsing: #"{"a":1,"b":2,"a":3}"#)
        #expect(value.objectValue?.keys == ["a", "b"])
        #expect(value["a"] == 3)
    }

    @Test func keepsNumbersAsTheyWereWritten() throws {
        let text = "[15432.50,1e2,-0,0.10,12345678901234567890123]"
        #expect(try JSONValue(parsing: text).text == text)
    }
}
