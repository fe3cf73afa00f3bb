import HubCore
import Support
import Testing

@testable import HubPlugins

/// Texts that come in pieces show no secret, however they are cut.
@Suite struct SecretTailTests {
    private static let secret = "p\"w/ord+%-1234567"
    private let mask = SecretMask([Secret(Self.secret)])

    /// In its forms: as it is, escaped for JSON, percent-encoded, in base64 and hexadecimal.
    private static let forms: [String] = [
        secret, #"p\"w\/ord+%-1234567"#, #"p\u0022w/ord\u002b%-1234567"#, #"p\\\"w/ord+%-1234567"#,
        "p%22w%2Ford%2B%25-1234567", "p%2522w%252Ford%252B%2525-1234567", "cCJ3L29yZCslLTEyMzQ1Njc=",
        "7022772f6f72642b252d31323334353637",
    ]

    private func shown(_ pieces: [[UInt8]]) -> String {
        var tail = SecretTail()
        var shown: [UInt8] = []
        for piece in pieces { shown += tail.add(piece, under: mask) }
        return String(decoding: shown + tail.end(under: mask), as: UTF8.self)
    }

    @Test(arguments: forms) func aSecretIsMaskedWhereverItIsCut(form: String) {
        let text = Array("before \(form) behind, and p again".utf8)
        let whole = String(decoding: mask.masked(text), as: UTF8.self)
        #expect(whole.contains("•••") && whole.hasPrefix("before ") && whole.hasSuffix(" behind, and p again"))
        for cut in 0...text.count {
            #expect(shown([Array(text[..<cut]), Array(text[cut...])]) == whole, "cut at \(cut)")
        }
        #expect(shown(text.map { [$0] }) == whole)
        var numbers = SeededNumbers(seed: 7)
        for _ in 0..<50 {
            var rest = text[...]
            var pieces: [[UInt8]] = []
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...9, using: &numbers))
                pieces.append(Array(piece))
                rest = rest.dropFirst(piece.count)
            }
            #expect(shown(pieces) == whole, "\(pieces.map(\.count))")
        }
    }

    @Test func whatMayNotBecomeASecretIsShownAtOnce() {
        var tail = SecretTail()
        #expect(tail.add(Array("Anh nợ 12 đồng".utf8), under: mask) == Array("Anh nợ 12 đồng".utf8))
        #expect(tail.add(Array("up".utf8), under: mask) == Array("u".utf8))
        #expect(tail.add(Array("p".utf8), under: mask) == Array("p".utf8))
        #expect(tail.held == Array("p".utf8))
        // Nothing is held where there is nothing to hide.
        #expect(tail.add(Array("\"w".utf8), under: nil) == Array("p\"w".utf8))
        #expect(tail.end(under: nil) == [])
    }

    @Test func noPieceEndsWithinACharacter() {
        let mask = SecretMask([Secret("ợợợợợợợợ")])
        var tail = SecretTail()
        let text = Array("nợ".utf8)
        #expect(tail.add(text, under: mask) == Array("n".utf8))
        #expect(tail.end(under: mask) == Array("ợ".utf8))
    }
}
