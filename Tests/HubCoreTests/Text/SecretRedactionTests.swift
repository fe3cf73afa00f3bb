import HubCore
import Testing

@Suite struct SecretRedactionTests {
    @Test(arguments: [
        ("token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl!", "token •••!"),
        ("gAAAAABpIbcdefghijklmnop==", "•••"),
        ("Authorization: Bearer abcdefgh1234, then", "Authorization: Bearer •••, then"),
        ("authorization: basic dXNlcjpwYXNz", "authorization: basic •••"),
        ("{\"key\":\"sk-proj-0123456789abcdef\"}", "{\"key\":\"•••\"}"),
        ("GET /v1/models?key=AIzaSyA0123456789abcdefghij&x=1", "GET /v1/models?key=•••&x=1"),
        ("access_token=eyJhbGciOiJSUzI1NiJ9.e30.c2ln, and", "access_token=•••, and"),
        ("OPENAI_API_KEY=sk-proj-0123456789abcdef", "OPENAI_API_KEY=•••"),
        ("https://example.com/cb/eyJhbGciOiJSUzI1NiJ9.e30.c2ln", "https://example.com/cb/•••"),
        ("a+gAAAAABpIbcdefghijklmnop==~sk-0123456789abcdef", "a+•••"),
        ("line one\neyJhbGciOiJSUzI1NiJ9.e30.c2ln", "line one\n•••"),
        (#"{"message":"line one\neyJhbGciOiJSUzI1NiJ9.e30.c2ln"}"#, #"{"message":"line one\n•••"}"#),
        (#"{"message":"a\u001beyJhbGciOiJSUzI1NiJ9.e30.c2ln"}"#, #"{"message":"a\u001b•••"}"#),
        ("disk-0123456789abcdef, x_sk-0123456789abcdef", "disk-0123456789abcdef, x_sk-0123456789abcdef"),
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
