import HubCore
import Testing

@testable import HubPlugins

struct SecretMaskTests {
    private let mask = SecretMask([Secret("tok/en+1"), Secret("tok"), Secret("")])

    @Test func valuesAreMaskedWhereverAndHoweverTheyStand() {
        #expect(mask.masked("Bearer tok/en+1, tok") == "Bearer •••, •••")
        #expect(mask.masked("https://h/?t=tok%2Fen%2B1") == "https://h/?t=•••")
        #expect(SecretMask([Secret("a\"b\\c")]).masked(#"{"x": "a\"b\\c"}"#) == #"{"x": "•••"}"#)
        #expect(mask.masked("nothing here") == "nothing here")
    }

    @Test func aLongTextIsMaskedBeforeItIsCut() {
        let secret = String(repeating: "s", count: 300)
        let mask = SecretMask([Secret(secret)])
        let text = mask.excerpt(Array((String(repeating: "x", count: 4000) + secret + " after").utf8))
        #expect(text == String(repeating: "x", count: 4000) + "••• after")
        let many = mask.excerpt(Array(String(repeating: secret + ".", count: 1000).utf8))
        #expect(!many.contains("s"))
        #expect(many.hasSuffix("… (cut)"))
    }

    @Test func aTextIsNotCutThroughACharacter() {
        let text = mask.excerpt(Array(String(repeating: "ệ", count: 2000).utf8))
        #expect(text == String(repeating: "ệ", count: 1365) + "… (cut)")
    }

    @Test func jsonIsMaskedInKeysTextsAndNumbers() {
        let mask = SecretMask([Secret("123456")])
        #expect(
            mask.masked(["a123456": ["x 123456", 123456, 7, true, .null]]) == [
                "a•••": ["x •••", "•••", 7, true, .null]
            ])
    }
}
