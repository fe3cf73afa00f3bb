import HubCore
import Testing

@testable import HubCrypto

struct MasterKeyringTests {
    private let old = MasterKeyring.generate()
    private let new = MasterKeyring.generate()

    @Test func opensWhatItSealed() throws {
        let keyring = try MasterKeyring([old])
        for text in ["", "a key", "mật khẩu 🔑", String(repeating: "x", count: 5_000)] {
            #expect(try keyring.open(keyring.seal(Secret(text))) == Secret(text))
        }
    }

    @Test func neverSealsTheSameWayTwice() throws {
        let keyring = try MasterKeyring([old])
        #expect(try keyring.seal(Secret("a")).token != keyring.seal(Secret("a")).token)
    }

    @Test func sealsUnderTheFirstKeyAndOpensWithAll() throws {
        let before = try MasterKeyring([old])
        let during = try MasterKeyring([new, old])
        let after = try MasterKeyring([new])
        let sealed = try before.seal(Secret("s"))
        #expect(try during.open(sealed) == Secret("s"))
        #expect(throws: FernetError.unknownKey) { try after.open(sealed) }
        #expect(before.isSealedWithCurrentKey(sealed))
        #expect(!during.isSealedWithCurrentKey(sealed))

        let resealed = try during.reseal(sealed)
        #expect(during.isSealedWithCurrentKey(resealed))
        #expect(try after.open(resealed) == Secret("s"))
        #expect(throws: FernetError.unknownKey) { try before.open(resealed) }
    }

    @Test func refusesWhatIsNoTokenOrNoText() throws {
        let keyring = try MasterKeyring([old])
        #expect(throws: FernetError.malformed) { try keyring.open(SealedSecret(token: "plain text")) }
        #expect(throws: FernetError.malformed) { try keyring.reseal(SealedSecret(token: "")) }
        #expect(!keyring.isSealedWithCurrentKey(SealedSecret(token: "plain text")))
        let key = try #require(FernetKey(old.reveal()))
        let bytes = try key.token(of: [0xFF, 0xFE], timestamp: 1, initialVector: [UInt8](0..<16))
        #expect(throws: FernetError.notText) { try keyring.open(SealedSecret(token: bytes)) }
    }

    @Test func refusesKeysThatAreMissingMalformedOrDoubled() {
        #expect(throws: MasterKeyError.noKey) { try MasterKeyring([]) }
        #expect(throws: MasterKeyError.malformed(position: 2)) { try MasterKeyring([old, Secret("too short")]) }
        #expect(throws: MasterKeyError.duplicate(position: 3, of: 1)) { try MasterKeyring([old, new, old]) }
    }

    @Test func saysWhatIsWrongWithoutTheKey() {
        let errors: [MasterKeyError] = [.noKey, .malformed(position: 2), .duplicate(position: 3, of: 1)]
        #expect(Set(errors.map(\.description)).count == errors.count)
        #expect(MasterKeyError.malformed(position: 2).description.contains("key 2"))
        let reasons: [FernetError] = [
            .malformed, .unknownKey, .expired, .notYetValid, .notText, .tooLarge, .library,
        ]
        #expect(Set(reasons.map(\.description)).count == reasons.count)
    }

    @Test func generatesKeysThatDifferAndFit() throws {
        #expect(old != new)
        #expect(old.reveal().utf8.count == 44)
        _ = try MasterKeyring([old, new])
    }

    @Test func doesNotPrintItsKeys() throws {
        let keyring = try MasterKeyring([old, new])
        var dumped = ""
        dump(keyring, to: &dumped)
        for text in ["\(keyring)", String(reflecting: keyring), dumped] {
            #expect(text.contains("•••"))
            #expect(!text.contains(old.reveal()))
            #expect(!text.contains { $0.isNumber && $0 != "1" }, "\(text)")
        }
    }
}
