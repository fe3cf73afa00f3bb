import HubSchema
import Testing

/// That no pattern and no text can take the matcher long, told by the effort spent and not by a clock.
struct PatternEffortTests {
    static let length = 4000
    static let text = String(repeating: "a", count: length) + "!"

    @Test(arguments: [
        "(a+)+$", "^(a*)*$", "(a|a)*b", "(a|aa)+$", "^(a+)+b", "(.*a){20}b", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$",
        "(?:a?){20}b", "a*a*a*a*a*b", "(?:.*)*=.*", "(?!(a+)+$)b", "^(?:a+a+)+$", "a+b", "(?:a+,?)*b",
    ])
    func takesTimeInProportionToTheText(source: String) throws {
        var effort = 100 * Self.length
        #expect(try Pattern(source).match(in: Self.text, effort: &effort) == .unmatched)
        #expect(effort > 0)
    }

    @Test(arguments: [
        "^(a*)*\\1b", "(?=a*)[bc]", "^(?:(a+)\\1?)+b", "(a{9999})[bc]", "(?:(?=a*)(?=a*))+[bc]",
        "^(?:(?<x>a*)\\k<x>)*b",
    ])
    func givesUpWhenTheEffortIsSpent(source: String) throws {
        var effort = 200_000
        #expect(try Pattern(source).match(in: Self.text, effort: &effort) == .exhausted)
        #expect(effort == 0)
    }

    @Test func spendsWhatAMatchCosts() throws {
        var effort = 1000
        #expect(try Pattern("^[0-9]{10}$").match(in: "0104985841", effort: &effort) == .matched)
        #expect((900..<1000).contains(effort))
    }

    @Test func refusesPatternsThatAreTooLarge() throws {
        for source in ["((x{1000}y){1000}){1000}", "(?:ab){20000}", "(?:a|b){1,20000}"] {
            let error = #expect(throws: PatternError.self) { try Pattern(source) }
            #expect(error?.reason == .tooLarge)
        }
        _ = try Pattern("(x{1000}){1000}")
        _ = try Pattern("^.{0,100000}$")
    }

    @Test func refusesPatternsThatAreTooLongOrTooDeep() throws {
        _ = try Pattern(String(repeating: "a", count: Pattern.maximumLength))
        let long = #expect(throws: PatternError.self) {
            try Pattern(String(repeating: "a", count: Pattern.maximumLength + 1))
        }
        #expect(long?.reason == .tooLong)
        let deep = #expect(throws: PatternError.self) {
            try Pattern(String(repeating: "(", count: 1000) + String(repeating: ")", count: 1000))
        }
        #expect(deep?.reason == .tooDeep)
    }

    @Test func remembersAcrossLookArounds() throws {
        // A look-ahead that succeeds at one place must still be tried at the next.
        var effort = 5_000_000
        let short = String(repeating: "ab", count: 100)
        #expect(try Pattern("^(?:(?=(?:a|b)*b$)[ab])*$").match(in: short, effort: &effort) == .matched)
        effort = 5_000_000
        #expect(try Pattern("^(?:(?=(?:a|b)*b$)[ab])*$").match(in: short + "a", effort: &effort) == .unmatched)
    }
}
