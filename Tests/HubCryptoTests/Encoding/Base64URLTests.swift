import Foundation
import Testing

@testable import HubCrypto

struct Base64URLTests {
    // RFC 4648 §10, less the padding.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ])
    func speaksThePublishedVectors(bytes: String, text: String) {
        #expect(Base64URL.encode(bytes.utf8) == text)
        #expect(Base64URL.decode(text.utf8) == Array(bytes.utf8))
    }

    @Test func agreesWithFoundationOnEveryByteAndLength() throws {
        for length in 0..<70 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length &* 101) }
            let text = Data(bytes).base64EncodedString()
                .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
            #expect(Base64URL.encode(bytes) == text)
            #expect(Base64URL.decode(text.utf8) == bytes)
        }
        let all = Array(UInt8.min...UInt8.max)
        #expect(Base64URL.decode(Base64URL.encode(all).utf8) == all)
    }

    @Test(arguments: ["Zg==", "Zg=", "Zm 9v", "Zm9v\n", "Zm9+", "Zm9/", "Zm9v.", "Z", "Zm9vY", "Zm9é", "\u{0}AAA"])
    func refusesWhatIsNotInTheAlphabet(text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }

    @Test(arguments: ["Zh", "Zv", "Zm9", "Zm-"])
    func refusesASecondSpellingOfTheSameBytes(text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }

    // RFC 4648 §10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ])
    func padsLikeThePublishedVectors(bytes: String, text: String) {
        #expect(Base64URL.encodePadded(bytes.utf8) == text)
        #expect(Base64URL.decodePadded(text.utf8) == Array(bytes.utf8))
    }

    @Test(arguments: ["Zg", "Zg=", "Zg===", "Zm9v====", "====", "=", "Z===", "Zh==", "Zm9=", "Zg==Zg==", "Zg= ="])
    func refusesPaddingThatIsNotExact(text: String) {
        #expect(Base64URL.decodePadded(text.utf8) == nil)
    }
}
