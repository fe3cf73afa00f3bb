import HubCore
import Testing

@testable import HubModels

@Suite struct PatternWordingTests {
    @Test(arguments: [
        ("^[0-9]{10}$", "10 digits", "10 chữ số"),
        (#"^\d{3,5}$"#, "3 to 5 digits", "từ 3 đến 5 chữ số"),
        ("^[A-Z]{3}[0-9]{3}$", "3 letters followed by 3 digits", "3 chữ cái rồi đến 3 chữ số"),
        ("^SKU-[0-9]+$", "\"SKU-\" followed by digits", "\"SKU-\" rồi đến các chữ số"),
        (#"^\w{4,}$"#, "at least 4 letters or digits", "ít nhất 4 chữ cái hoặc chữ số"),
        ("^(VN|US)[0-9]$", "\"VN\" or \"US\" followed by 1 digit", "\"VN\" hoặc \"US\" rồi đến 1 chữ số"),
        (
            "^[0-9]{4}-[0-9]{2}-?$", "4 digits, then \"-\", then 2 digits and then optionally \"-\"",
            "4 chữ số, rồi \"-\", rồi 2 chữ số, rồi có thể có \"-\""
        ),
        ("^[1-9][0-9]{2}$", "3 digits", "3 chữ số"),
        (
            #"^\.[a-zA-Z]?$"#, "\".\" followed by an optional letter",
            "\".\" rồi đến có thể thêm 1 chữ cái"
        ),
        ("^[A-HJ-NPR-Z0-9]{17}$", "17 letters or digits", "17 chữ cái hoặc chữ số"),
        ("^[AB][0-9]{0,2}$", "\"A\" or \"B\" followed by up to 2 digits", "\"A\" hoặc \"B\" rồi đến tối đa 2 chữ số"),
    ])
    func simplePatternsHaveWords(_ pattern: String, _ english: String, _ vietnamese: String) throws {
        let shape = try #require(PatternShape(pattern))
        #expect(PatternWording(language: .english).words(shape) == english)
        #expect(PatternWording(language: .vietnamese).words(shape) == vietnamese)
    }

    @Test(arguments: [
        "", "^$", "a|b", "^(a|b)+c(d", "[^0-9]", "^.+$", "(?=a)b", "[a-", "[0-9]{2,1}", "[0-9]{x}", "[0-9]+?",
        #"\p{L}"#,
        "^[ -]$", #"^\"#, "()", "(a|)", "a{2", "[z-a]", "^[0-9]{10}$|x", "[+-]",
    ])
    func otherPatternsHaveNone(_ pattern: String) { #expect(PatternShape(pattern) == nil) }

    @Test(arguments: [
        ("^[0-9]{10}$", "12345", true), ("^[0-9]{10}$", "01O4985841", true), ("^[0-9]{10}$", "ABC123", false),
        ("^[A-Z]{3}[0-9]{3}$", "AB12", true), ("^[A-Z]{3}[0-9]{3}$", "12345", false),
        ("^SKU-[0-9]+$", "SKU-X1", true), ("^SKU-[0-9]+$", "777", false),
    ])
    func aSlipOfThePenResemblesAValue(_ pattern: String, _ text: String, _ expected: Bool) throws {
        #expect(try #require(PatternShape(pattern)).resembles(text) == expected)
    }
}
