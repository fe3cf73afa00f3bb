import HubCore
import HubSchema
import Support
import Testing

struct SchemaFormatTests {
    static func accepts(_ format: String, _ text: String) throws -> Bool {
        try CompiledSchema(["format": .string(format)], formats: .assertion).accepts(.string(text))
    }

    @Test func assertsOnlyWhenAsked() throws {
        let schema: JSONValue = ["format": "date"]
        #expect(try CompiledSchema(schema).accepts("yesterday"))
        #expect(
            try CompiledSchema(schema, formats: .assertion).violations(of: "yesterday").map(\.message) == [
                "the value must be a date such as 2025-10-15"
            ])
    }

    @Test(arguments: [
        ("date", "2024-02-29", true), ("date", "2023-02-29", false), ("date-time", "2025-10-15T09:30:00.5+07:00", true),
        ("date-time", "2025-10-15 09:30:00Z", false), ("time", "23:59:60Z", true), ("time", "22:59:60Z", false),
        ("duration", "P1DT2H", true), ("duration", "P1H", false), ("email", "a.b+c@example.com", true),
        ("email", "a@", false), ("email", "a..b@example.com", false), ("email", "\"a b\"@[127.0.0.1]", true),
        ("email", "a@[IPv6:::1]", true), ("hostname", "a-b.example", true), ("hostname", "-a.example", false),
        ("ipv4", "192.168.1.1", true), ("ipv4", "256.1.1.1", false), ("ipv4", "1.2.3", false),
        ("ipv6", "::1", true), ("ipv6", "::", true), ("ipv6", "1::2::3", false), ("ipv6", "::ffff:1.2.3.4", true),
        ("ipv6", "1:2:3:4:5:6:7", false),
        ("uri", "https://a:b@example.com:8080/x?y#z", true), ("uri", "//example.com", false),
        ("uri", "http://[::1]/", true),
        ("uri", "http://a b", false), ("uri", "http://[v1.x:y]/", true), ("uri-reference", "../x#y", true),
        ("uri-reference", "a%zz", false),
        ("uuid", "2eb8aa08-aa98-11ea-b4aa-73b441d16380", true), ("uuid", "2eb8aa08aa9811eab4aa73b441d16380", false),
        ("json-pointer", "/a~1b", true), ("json-pointer", "a", false), ("relative-json-pointer", "1/a", true),
        ("relative-json-pointer", "01", false), ("regex", "^a+$", true), ("regex", "\\Z", false),
        ("colour", "any", true),
    ])
    func tellsFormats(format: String, text: String, expected: Bool) throws {
        #expect(try Self.accepts(format, text) == expected)
    }

    @Test(
        .enabled(if: TestData.isAvailable, "the JSON Schema test suite is not beside the checkout"),
        arguments: [
            "date.json", "date-time.json", "duration.json", "ecmascript-regex.json", "email.json", "hostname.json",
            "ipv4.json", "ipv6.json", "json-pointer.json", "regex.json", "relative-json-pointer.json", "time.json",
            "unknown.json", "uri.json", "uri-reference.json", "uuid.json",
        ])
    func passesTheSuitesCases(file: String) throws {
        // What an internationalised label may hold (IDNA) is not checked.
        let cases = try SuiteCase.all(in: "draft2020-12/optional/format", named: [file])
            .filter { !$0.name.contains("punycode") }
        #expect(!cases.isEmpty)
        #expect(cases.compactMap { $0.failure(dialect: .draft202012, resources: .none, formats: .assertion) } == [])
    }
}
