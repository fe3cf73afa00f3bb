import HubCore
import HubSchema
import Support
import Testing

@Suite(.enabled(if: TestData.isAvailable, "the JSON Schema test suite is not beside the checkout"))
struct OfficialSuiteTests {
    @Test(arguments: [("draft2020-12", SchemaDialect.draft202012, 1299), ("draft7", .draft7, 927)])
    func passesAllRequiredCases(directory: String, dialect: SchemaDialect, count: Int) throws {
        let cases = try SuiteCase.all(in: directory)
        let resources = try SuiteCase.remotes()
        let failures = cases.compactMap { $0.failure(dialect: dialect, resources: resources) }
        #expect(failures == [])
        #expect(cases.count == count)
        print("\(directory): \(cases.count - failures.count) of \(cases.count) required cases passed")
    }

    /// Those of the optional cases that are claimed. (`cross-draft` wants 2019-09, which is not known.)
    @Test(arguments: [
        "anchor.json", "bignum.json", "dependencies-compatibility.json", "dynamicRef.json", "ecmascript-regex.json",
        "float-overflow.json", "format-assertion.json", "id.json", "no-schema.json", "non-bmp-regex.json",
        "refOfUnknownKeyword.json", "unknownKeyword.json",
    ])
    func passesOptionalCases(file: String) throws {
        let cases = try SuiteCase.all(in: "draft2020-12/optional", named: [file])
        let resources = try SuiteCase.remotes()
        #expect(!cases.isEmpty)
        #expect(cases.compactMap { $0.failure(dialect: .draft202012, resources: resources) } == [])
    }
}
