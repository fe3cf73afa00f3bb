import Support
import Testing

@testable import HubCrypto

struct FernetKeyTests {
    private let key: FernetKey
    private let vector = [UInt8](0..<16)

    init() throws { key = try #require(FernetKey(Base64URL.encodePadded(0..<32))) }

    @Test(.enabled(if: TestData.isAvailable, "the published vectors are not here"))
    func makesThePublishedToken() throws {
        let vectors = try FernetVector.all(in: "generate")
        #expect(vectors.count == 1)
        for vector in vectors {
            let token = try vector.key.token(
                of: Array(#require(vector.plaintext).utf8), timestamp: vector.now, initialVector: vector.initialVector)
            #expect(token == vector.token)
        }
    }

    @Test(.enabled(if: TestData.isAvailable, "the published vectors are not here"))
    func opensThePublishedToken() throws {
        let vectors = try FernetVector.all(in: "verify")
        #expect(vectors.count == 1)
        for vector in vectors {
            #expect(vector.maximumAge == 60)
            let token = try FernetToken(vector.token)
            let plaintext = try vector.key.plaintext(of: token, within: vector.limit)
            #expect(String(decoding: plaintext, as: UTF8.self) == vector.plaintext)
        }
    }

    @Test(.enabled(if: TestData.isAvailable, "the published vectors are not here"))
    func refusesEveryPublishedInvalidToken() throws {
        let expected: [String: FernetError] = [
            "incorrect mac": .unknownKey, "too short": .malformed, "invalid base64": .malformed,
            "payload size not multiple of block size": .malformed, "payload padding error": .malformed,
            "far-future TS (unacceptable clock skew)": .notYetValid, "expired TTL": .expired,
            "incorrect IV (causes padding error)": .malformed,
        ]
        let vectors = try FernetVector.all(in: "invalid")
        #expect(vectors.count == expected.count)
        for vector in vectors {
            #expect(vector.maximumAge == 60)
            let error = try #require(expected[vector.description])
            #expect(throws: error, "\(vector.description)") {
                try vector.key.plaintext(of: FernetToken(vector.token), within: vector.limit)
            }
        }
    }

    @Test func takesPlaintextsOfEveryLengthOverSomeBlocks() throws {
        for length in 0...50 {
            let plaintext = [UInt8](repeating: 0x61, count: length)
            let token = try FernetToken(key.token(of: plaintext, timestamp: 1, initialVector: vector))
            #expect(token.ciphertext.count == (length / 16 + 1) * 16)
            #expect(try key.plaintext(of: token) == plaintext)
        }
    }

    @Test func takesTheGreatestPlaintextAndNoGreaterOne() throws {
        let greatest = [UInt8](repeating: 0x61, count: FernetKey.maximumPlaintext)
        let text = try key.token(of: greatest, timestamp: 1, initialVector: vector)
        #expect(try key.plaintext(of: FernetToken(text)) == greatest)
        #expect(throws: FernetError.tooLarge) {
            try key.token(of: greatest + [0], timestamp: 1, initialVector: vector)
        }
        #expect(throws: FernetError.malformed) { try FernetToken(text + "AAAA") }
    }

    @Test func refusesATokenWithAnyByteChanged() throws {
        let text = try key.token(of: Array("a secret".utf8), timestamp: 1, initialVector: vector)
        let bytes = try #require(Base64URL.decodePadded(text.utf8))
        for index in bytes.indices {
            var altered = bytes
            altered[index] ^= 0x01
            #expect(throws: index == 0 ? FernetError.malformed : .unknownKey, "byte \(index)") {
                try key.plaintext(of: FernetToken(Base64URL.encodePadded(altered)))
            }
        }
    }

    @Test func judgesAgeOnlyWhenAsked() throws {
        for timestamp in [0, 1_000, UInt64.max] {
            let token = try FernetToken(key.token(of: [1], timestamp: timestamp, initialVector: vector))
            #expect(token.timestamp == timestamp)
            #expect(try key.plaintext(of: token) == [1])
        }
        let token = try FernetToken(key.token(of: [1], timestamp: 1_000, initialVector: vector))
        func check(at now: UInt64) throws {
            _ = try key.plaintext(of: token, within: FernetKey.AgeLimit(now: now, maximumAge: 60))
        }
        #expect(throws: Never.self) { try check(at: 1_060) }
        #expect(throws: FernetError.expired) { try check(at: 1_061) }
        #expect(throws: Never.self) { try check(at: 940) }
        #expect(throws: FernetError.notYetValid) { try check(at: 939) }
        #expect(throws: FernetError.expired) { try check(at: .max) }
        #expect(throws: FernetError.notYetValid) { try check(at: 0) }
    }

    @Test func refusesKeysThatAreNotExactlyThirtyTwoBytes() {
        for text in [
            "", "=", Base64URL.encode(0..<32), Base64URL.encodePadded(0..<31), Base64URL.encodePadded(0..<33),
            Base64URL.encodePadded(0..<32) + "\n", " " + Base64URL.encodePadded(0..<32),
            String(repeating: "/", count: 43) + "=", String(repeating: "_", count: 43) + "=",
        ] {
            #expect(FernetKey(text) == nil, "\(text.utf8.count) bytes")
        }
    }

    @Test func printsAsAMask() {
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] {
            #expect(!text.contains { $0.isNumber }, "\(text)")
            #expect(text.contains("•••"))
        }
    }
}
