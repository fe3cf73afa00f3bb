import HubCore
import PluginABI
import Support
import Testing

@Suite(.timeLimit(.minutes(1))) struct JSONTests {
    private let host: ScriptedPluginHost

    init() throws { host = try ScriptedPluginHost("ProbePlugin") }

    private func parse(_ text: String, pointer: String? = nil) async throws -> JSONValue {
        var input: JSONValue = ["text": .string(text)]
        if let pointer { input = ["text": .string(text), "pointer": .string(pointer)] }
        return try #require(try await host.instance(of: "PARSE", [:]).run(input).json)
    }

    @Test(arguments: [
        "null", "true", "false", "0", "-0", "15432.50", "1e400", "1E+2", "-1.0e-7", "123456789012345678901234567890",
        #""""#, #""Nguyễn Thị Ánh""#, #""\" \\ \n \r \t""#, #""\u0001\u001f""#, "[]", "{}", "[1,[2,[3]]]",
        #"{"b":1,"a":{"c":[true,null]},"":0}"#,
    ]) func writesWhatItRead(_ text: String) async throws {
        let completion = try await host.instance(of: "ECHO", [:]).run(bytes: Array(text.utf8))
        #expect(completion.text == text)
    }

    @Test(arguments: [
        (#""\u0041\/\b\f\ud83d\ude00""#, "A/\u{08}\u{0C}😀"), (#""đồng""#, "đồng"),
    ]) func readsEscapes(_ text: String, _ meaning: String) async throws {
        #expect(try await parse(text)["value"] == .string(meaning))
    }

    @Test(arguments: [
        ("", "the text ends too early", 0), ("[1", "the text ends too early", 2), ("tru", "the text ends too early", 3),
        ("[1,]", "a value is missing", 3), ("{,}", "a member's name is missing", 1),
        ("{\"a\" 1}", "a colon is missing", 5),
        ("[1 2]", "a comma or an end is missing", 3), ("01", "a number starts with a zero too many", 0),
        ("-00", "a number starts with a zero too many", 0), ("-x", "a number has no digits", 1),
        ("[1.]", "a number has no digits after its point", 3), ("[1e+]", "a number has no digits in its exponent", 4),
        ("+1", "a value is missing", 0), (".5", "a value is missing", 0), ("nul!", "a value is missing", 3),
        ("1 2", "more text follows after the value", 2), ("\"a", "the text ends too early", 2),
        ("\"a\u{01}b\"", "a control character stands unescaped in a string", 2), (#""\x""#, "an escape is unknown", 3),
        (#""\u12g4""#, "an escape has too few digits", 5), (#""\udc00 ""#, "an escape is half a character", 7),
        (#""\ud800\u0041""#, "an escape is half a character", 13), (#""\ud800 ""#, "a value is missing", 7),
        ("'a'", "a value is missing", 0), ("[1}", "a comma or an end is missing", 2),
    ]) func refusesWhatIsNoJSON(_ text: String, _ reason: String, _ offset: Int) async throws {
        #expect(try await parse(text) == ["error": .string(reason), "offset": .int(offset)])
    }

    @Test func refusesTextThatIsNotUTF8() async throws {
        let completion = try await host.instance(of: "ECHO", [:]).run(bytes: [0x22, 0x61, 0xFF, 0x22])
        #expect(completion.message == "The arguments are not JSON: the text is not valid UTF-8 (byte 2).")
    }

    @Test func isBoundInDepth() async throws {
        let deepest = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
        #expect(try await host.instance(of: "ECHO", [:]).run(bytes: Array(deepest.utf8)).text == deepest)
        let tooDeep = try await parse("[" + deepest + "]")
        #expect(tooDeep["error"] == "arrays and objects are nested too deeply")
        let bomb = try await parse(String(repeating: "[{\"a\":", count: 5000))
        #expect(bomb["error"] == "arrays and objects are nested too deeply")
    }

    @Test func passesOverAByteOrderMarkAndSpace() async throws {
        #expect(try await parse("\u{FEFF} \t\r\n{ \"a\" : 1.50 }\n")["root"] == "{ \"a\" : 1.50 }")
    }

    @Test(arguments: [
        (
            "", #" {"a": [10.50, {"b/c": "x", "m~n": {"": [ ]}}], "a\u0062": 2} "#,
            #"{"a": [10.50, {"b/c": "x", "m~n": {"": [ ]}}], "a\u0062": 2}"#
        ),
        ("/a/0", #"{"a": [10.50]}"#, "10.50"), ("/a/1/b~1c", #"{"a": [0, {"b/c": "x"}]}"#, "\"x\""),
        ("/m~0n/", #"{"m~n": {"": [ 1 ]}}"#, "[ 1 ]"), ("/ab", #"{"a\u0062": {"deep" : true}}"#, #"{"deep" : true}"#),
        ("/a", #"{"a": 1, "b": 2, "a": 3}"#, "3"), ("/tiền", #"{"tiền": "đ"}"#, "\"đ\""),
    ]) func slicesWhatAPointerLeadsToAsItStands(_ pointer: String, _ text: String, _ slice: String) async throws {
        #expect(try await parse(text, pointer: pointer)["slice"] == .string(slice))
    }

    @Test(arguments: ["/b", "/a/2", "/a/00", "/a/-", "/a/0/x", "/a/b", "/A", "/a/0/"])
    func findsNothingWhereAPointerLeadsNowhere(_ pointer: String) async throws {
        #expect(try await parse(#"{"a": [1, 2]}"#, pointer: pointer)["slice"] == .null)
    }

    @Test(arguments: ["a", "/~", "/~2", "/a~"]) func refusesWhatIsNoPointer(_ pointer: String) async throws {
        #expect(try await parse("1", pointer: pointer)["message"] == .string("no pointer: \(pointer)"))
    }
}
