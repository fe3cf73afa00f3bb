import Testing

@testable import HubCrypto

struct FernetTokenTests {
    private func text(_ bytes: [UInt8]) -> String { Base64URL.encodePadded(bytes) }

    @Test func takesItsPartsApart() throws {
        let stamp: [UInt8] = [0, 0, 0, 0, 0x1D, 0xC0, 0x9E, 0xB0]
        let bytes = [0x80] + stamp + [UInt8](0..<16) + [UInt8](repeating: 7, count: 32) + [UInt8](100..<132)
        let token = try FernetToken(text(bytes))
        #expect(token.timestamp == 499_162_800)
        #expect(token.initialVector == [UInt8](0..<16))
        #expect(token.ciphertext == [UInt8](repeating: 7, count: 32))
        #expect(token.authenticated == Array(bytes.dropLast(32)))
        #expect(token.code == [UInt8](100..<132))
    }

    @Test func refusesAnyOtherVersionOrLength() {
        let good: [UInt8] = [0x80] + [UInt8](repeating: 1, count: 24 + 16 + 32)
        #expect(throws: Never.self) { try FernetToken(text(good)) }
        let others: [[UInt8]] = [
            [], [0x80], [0x81] + good.dropFirst(), good + [1], good.dropLast(), good.dropLast(16),
        ]
        for bytes in others {
            #expect(throws: FernetError.malformed, "\(bytes.count) bytes") { try FernetToken(text(bytes)) }
        }
    }

    @Test func refusesASecondSpellingOfItsText() {
        let good = text([0x80] + [UInt8](repeating: 1, count: 24 + 16 + 32))
        #expect(good.hasSuffix("AQ=="))
        for other in [String(good.dropLast(2)), good.dropLast(3) + "R==", good + "\n", " " + good, good + "===="] {
            #expect(throws: FernetError.malformed) { try FernetToken(other) }
        }
    }
}
