import HubCore
import Testing

@Suite struct SecretRedactionTests {
    @Test(arguments: [
        ("token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl!", "token •••!"),
        ("gAAAAABpIbcdefghijklmnop==", "•••"),
        ("Authorization: Bearer abcdefgh1234, then", "Authorization: Bearer •••, then"),
        ("authorization: basic dXNlcjpwYXNz", "authorization: basic •••"),
        ("{\"key\":\"sk-proj-0123456789abcdef\"}", "{\"key\":\"•••\"}"),
        ("postgresql://hub:pa$$w0rd@db:5432/hub", "postgresql://•••@db:5432/hub"),
        ("https://example.com/a?b=c@d", "https://example.com/a?b=c@d"),
        ("a ri" + "sk-free word, eyJ, sk-1, Bearer x", "a ri" + "sk-free word, eyJ, sk-1, Bearer x"),
        ("MST 0104985841 nợ 15.432,50 USD", "MST 0104985841 nợ 15.432,50 USD"),
        ("", ""),
    ])
    func masksWhatLooksLikeASecretAndNothingElse(text: String, expected: String) {
        #expect(SecretRedaction.redact(text) == expected)
    }

    @Test func masksSeveralInOneText() {
        let key = "sk-" + String(repeating: "a", count: 30)
        #expect(SecretRedaction.redact("\(key) and Bearer \(key)") == "••• and Bearer •••")
    }
}
