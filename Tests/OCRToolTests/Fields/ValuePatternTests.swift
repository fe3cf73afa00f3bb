import OCRFields
import Testing

struct ValuePatternTests {
    @Test func refusesWhatIsNoExpression() {
        #expect(throws: ValuePattern.Problem.self) { try ValuePattern("(") }
        #expect(throws: ValuePattern.Problem.self) { try ValuePattern(String(repeating: "a", count: 501)) }
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["(?:(?:x+)+)+y", "(x+x+)+y", "(x|xx)+y", "^(([a-z])+.)+[A-Z]([a-z])+$"])
    func givesUpAPatternThatTakesForEver(_ source: String) throws {
        let rule = FieldRule(name: "code", kind: .identifier, pattern: try ValuePattern(source))
        let took = ContinuousClock().measure {
            #expect(PrintedPage.value(rule, String(repeating: "x", count: 200)) == nil)
        }
        #expect(took < .seconds(20))
    }
}
