import HubCore
import Support
import Testing

@testable import HubCrypto

struct CompactSignatureTests {
    private func payload(of text: String, jwk: JSONValue) throws -> [UInt8] {
        try CompactSignature(text.utf8).payload(checkedWith: VerificationKeySet(jwks: jwk.bytes))
    }

    @Test(.enabled(if: TestData.isAvailable, "the published vectors are not here"))
    func agreesWithWycheproofOnEveryRS256Vector() throws {
        let suite = try JSONValue(parsing: try TestData.bytes("wycheproof/json_web_signature_test.json"))
        var verdicts = 0
        var accepted = 0
        for group in try #require(suite["testGroups"]?.arrayValue) {
            guard let key = group["public"], key["alg"] == "RS256" else { continue }
            for test in try #require(group["tests"]?.arrayValue) {
                let text = try #require(test["jws"]?.stringValue)
                var isAccepted = false
                do {
                    _ = try payload(of: text, jwk: key)
                    isAccepted = true
                    accepted += 1
                } catch is TokenError {}
                #expect(isAccepted == (test["result"] == "valid"), "case \(test["tcId"]?.intValue ?? 0)")
                verdicts += 1
            }
        }
        #expect(verdicts == 233)
        #expect(accepted == 8)
    }

    @Test(.enabled(if: TestData.isAvailable, "the published vectors are not here"))
    func refusesEveryWycheproofVectorOfAnotherAlgorithmOrUse() throws {
        let suite = try JSONValue(parsing: try TestData.bytes("wycheproof/json_web_signature_test.json"))
        var refused = 0
        for group in try #require(suite["testGroups"]?.arrayValue) where group["public"]?["alg"] != "RS256" {
            for test in try #require(group["tests"]?.arrayValue) {
                guard let text = test["jws"]?.stringValue else { continue }
                #expect(throws: (any Error).self, "case \(test["tcId"]?.intValue ?? 0)") {
                    try payload(of: text, jwk: group["public"] ?? group["private"] ?? .null)
                }
                refused += 1
            }
        }
        #expect(refused == 168)
    }

    @Test(.enabled(if: TestData.isAvailable, "the published vectors are not here"))
    func acceptsTheCompactRS256ExampleOfRFC7520AndNoOther() throws {
        let rsa = try JSONValue(parsing: try TestData.bytes("rfc7520-jws/4_1.rsa_v15_signature.json"))
        var key = try #require(rsa["input"]?["key"]?.objectValue)
        for name in ["d", "p", "q", "dp", "dq", "qi"] { key[name] = nil }
        let text = try #require(rsa["output"]?["compact"]?.stringValue)
        #expect(
            try payload(of: text, jwk: .object(key)) == Array(try #require(rsa["input"]?["payload"]?.stringValue).utf8))
        for (file, error) in [
            ("4_2.rsa-pss_signature", TokenError.algorithm), ("4_3.ecdsa_signature", .algorithm),
            ("4_4.hmac-sha2_integrity_protection", .algorithm), ("4_5.signature_with_detached_content", .algorithm),
        ] {
            let example = try JSONValue(parsing: try TestData.bytes("rfc7520-jws/\(file).json"))
            let text = try #require(example["output"]?["compact"]?.stringValue)
            #expect(throws: error) { try payload(of: text, jwk: .object(key)) }
        }
        for file in ["4_6.protecting_specific_header_fields", "4_7.protecting_content_only", "4_8.multiple_signatures"]
        {
            let example = try JSONValue(parsing: try TestData.bytes("rfc7520-jws/\(file).json"))
            #expect(example["output"]?["compact"] == nil)
            let text = try #require(example["output"]?["json"]?.text)
            #expect(throws: TokenError.malformed) { try payload(of: text, jwk: .object(key)) }
        }
    }

    private func text(header: String, payload: String = "e30", signature: String = "AAAA") -> String {
        "\(Base64URL.encode(header.utf8)).\(payload).\(signature)"
    }

    @Test(arguments: ["none", "None", "HS256", "PS256", "RS384", "ES256", "rs256", "", "RS256 "])
    func refusesAnyOtherAlgorithmBeforeAnyKeyIsAtHand(algorithm: String) {
        #expect(throws: TokenError.algorithm) {
            try CompactSignature(text(header: #"{"alg":"\#(algorithm)"}"#).utf8)
        }
    }

    @Test(arguments: [#"{"typ":"JWT"}"#, #"{"alg":null}"#, #"{"alg":["RS256"]}"#, #"{"ALG":"RS256"}"#])
    func refusesAHeaderWithoutAnAlgorithm(header: String) {
        #expect(throws: TokenError.algorithm) { try CompactSignature(text(header: header).utf8) }
    }

    @Test func refusesDoubledHeaderMembers() {
        for header in [#"{"alg":"none","alg":"RS256"}"#, #"{"alg":"RS256","kid":"a","\u006bid":"b"}"#] {
            #expect(throws: TokenError.malformed) { try CompactSignature(text(header: header).utf8) }
        }
    }

    @Test func refusesExtensions() {
        for header in [#"{"alg":"RS256","crit":["b64"],"b64":false}"#, #"{"alg":"RS256","crit":[]}"#] {
            #expect(throws: TokenError.critical) { try CompactSignature(text(header: header).utf8) }
        }
    }

    @Test func refusesWhatIsNotThreeStrictParts() {
        let header = Base64URL.encode(#"{"alg":"RS256"}"#.utf8)
        for text in [
            "", ".", "..", "a.b", "\(header).e30", "\(header).e30.", "\(header).e30.AA==", "\(header).e30.AB",
            "\(header).e30.AAAA.AAAA", "\(header) .e30.AAAA", "\(header).e30\n.AAAA", "\(header)..",
            text(header: "[]"), text(header: "{}"), text(header: "RS256"), text(header: #"{"alg":"RS256","kid":1}"#),
            text(header: #"{"alg":"RS256","typ":false}"#),
            text(header: #"{"alg":"RS256"}"#, payload: String(repeating: "AAAA", count: 5000)),
        ] {
            #expect(throws: TokenError.malformed, "\(text.prefix(60))") { try CompactSignature(text.utf8) }
        }
    }

    @Test func namesAnUnknownKeyAsSuch() throws {
        let keys = VerificationKeySet(try RSAPublicKey(pem: KeyFixture.publicKey), keyID: "a")
        let signature = try CompactSignature(text(header: #"{"alg":"RS256","kid":"b","typ":"JWT"}"#).utf8)
        #expect(signature.keyID == "b")
        #expect(signature.type == "JWT")
        #expect(throws: TokenError.unknownKey) { try signature.payload(checkedWith: keys) }
    }
}
