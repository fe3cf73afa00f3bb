import HubCore
import HubSchema
import Testing

@testable import HubPluginCheck

@Suite struct PatternSamplerTests {
    @Test(arguments: [
        "^[a-z]{3}(_[a-z]{3,4})?$", "^[A-Z]{3}$", "^[A-Za-z_][A-Za-z0-9_]{0,63}$", "^\\d{4}-\\d{2}-\\d{2}$",
        "^(?:a|b)+c*$",
        "^[^/]+/[^/]+$", "^\\$[0-9]+\\.[0-9]{2}$", "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$", "^$", "^.{2,5}$",
    ])
    func whatItMakesMatches(_ pattern: String) throws {
        let sampler = try #require(PatternSampler(pattern))
        let schema = try CompiledSchema(["type": "string", "pattern": .string(pattern)])
        var numbers = SeededNumbers(seed: 11)
        for _ in 0..<100 {
            let text = sampler.text(&numbers)
            #expect(schema.accepts(.string(text)), "\(text)")
        }
    }

    @Test(arguments: ["(?=a)b", "\\p{L}", "(", "[", "a{2", "*", "\\b", "(?<name>x)"])
    func whatItDoesNotKnowIsLeft(_ pattern: String) {
        #expect(PatternSampler(pattern) == nil)
    }
}
