import Foundation
import HubCore
import Testing

@testable import HubPlugins

struct SecretMaskTests {
    private let mask = SecretMask([Secret("tok/en+1"), Secret("tok"), Secret("")])

    private func masked(_ text: String, _ secrets: String...) -> String {
        SecretMask(secrets.map { Secret($0) }).masked(text)
    }

    @Test func valuesAreMaskedWhereverAndHoweverTheyStand() {
        #expect(mask.masked("Bearer tok/en+1, tok") == "Bearer •••, •••")
        #expect(mask.masked("tok/en+1tok/en+1") == "••••••")
        #expect(mask.masked("https://h/?t=tok%2Fen%2B1") == "https://h/?t=•••")
        #expect(mask.masked("nothing here") == "nothing here")
        #expect(mask.masked("") == "")
    }

    @Test(arguments: [
        #"{"x": "a\"b\\c/d ế😀"}"#, #"{"x": "a\"b\\c\/d ế😀"}"#, #"{"x": "a\u0022b\u005Cc\u002fd \u1ebf\uD83D\uDE00"}"#,
        #"{"x": "\u0061\u0022\u0062\u005c\u0063\u002F\u0064\u0020\u1EBF\ud83d\ude00"}"#,
        // A JSON text inside of a JSON text.
        #"{"x": "a\\\"b\\\\c\\\/d \\u1ebf😀"}"#,
    ])
    func jsonsEscapesHideNothing(text: String) {
        #expect(masked(text, "a\"b\\c/d ế😀") == #"{"x": "•••"}"#)
    }

    @Test(arguments: [
        "s%2Fb+c d%25", "s%2fb%2Bc+d%25", "s/b%2bc%20d%25", "%73%2F%62%2B%63%20%64%25",
        // Twice, as in a URL within a URL; and in JSON.
        "s%252Fb%252Bc%2520d%2525", #"s\u0025\u0032\u0046b+c%20d%25"#,
    ])
    func percentEncodingHidesNothing(text: String) {
        #expect(masked("https://h/?t=\(text)&u=%2F+", "s/b+c d%") == "https://h/?t=•••&u=%2F+")
    }

    @Test(arguments: ["", "x", "xy", "erp:"])
    func base64HidesNothing(before: String) {
        for secret in ["swordfish-12", "s>?>?>?>?>?", "mật khẩu"] {
            for text in [base64(before + secret), base64(before + secret + ":more")] {
                let shown = masked(text, secret)
                #expect(shown.contains("•••"), "\(text)")
                #expect(shown.utf8.count < text.utf8.count - secret.utf8.count + 12, "\(shown)")
                let url = text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
                #expect(masked(url, secret).contains("•••"), "\(url)")
            }
        }
    }

    @Test func whatABase64SecretHoldsIsMasked() {
        let secret = base64("erp-user:swordfish>?12")
        #expect(masked("key \(secret.prefix { $0 != "=" }).", secret) == "key •••.")
        #expect(masked("user erp-user:swordfish>?12.", secret) == "user •••.")
        #expect(masked(#"{"password":"swordfish>?12","user":"erp"}"#, secret) == #"{"password":"•••","user":"erp"}"#)
    }

    @Test func hexadecimalHidesNothing() {
        #expect(masked("x 73776f726466697368 y", "swordfish") == "x ••• y")
        #expect(masked("73776F726466697368", "swordfish") == "•••")
    }

    @Test func noPartOfAnOverlapIsShown() {
        #expect(masked("xabaabaaby", "abaab") == "x•••y")
        #expect(masked("aaaaa b", "aaa") == "••• b")
        #expect(masked("secret-1-2", "secret-1", "1-2") == "•••")
    }

    @Test func ordinaryTextsStay() {
        let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"
        for text in [
            #"{"total":15432.50,"note":"100% paid \u2013 \"net 30\" \\ a+b","url":"https://h/?q=%C3%A9+x"}"#,
            "eyJhbGciOiJSUzI1NiJ9", "\\", "%", "\\u12", "%2", "\\uD83D", "\\uD83D\\u0041", "100%",
        ] {
            #expect(masked(text, token, "a-secret", "cGFzc3dvcmQx") == text)
        }
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

    /// A text that matches nearly everywhere, and nearly whole. A search that begins anew at each place takes the product
    /// of both lengths, here some billions of steps: minutes, where this takes a part of a second.
    @Test(.timeLimit(.minutes(1))) func aHostileTextTakesLinearTime() {
        let secret = String(repeating: "a", count: 8191) + "b"
        let text = String(repeating: "a", count: 100_000)
        let mask = SecretMask([Secret(secret)])
        for _ in 0..<10 { #expect(mask.masked(text) == text) }
        for text in [String(repeating: "\\", count: 100_000), String(repeating: "%", count: 100_000)] {
            _ = mask.masked(text)
        }
        #expect(mask.masked(text + "b") == String(repeating: "a", count: 100_001 - 8192) + "•••")
    }

    private func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}
