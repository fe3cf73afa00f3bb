import HubCrypto
import Support
import Testing

@Suite struct SHA256StreamTests {
    @Test func pieceByPieceItIsTheDigestOfTheWhole() {
        var numbers = SeededNumbers(seed: 180)
        for count in [0, 1, 55, 56, 63, 64, 65, 1000, 10_000] {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &numbers) }
            let stream = SHA256Stream()
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 0...200, using: &numbers))
                stream.add(Array(piece))
                rest = rest.dropFirst(piece.count)
            }
            #expect(stream.hex() == SHA256.hex(bytes))
            // To ask for it changes nothing.
            stream.add([1])
            #expect(stream.hex() == SHA256.hex(bytes + [1]))
        }
    }

    /// FIPS 180-2, appendix B.1.
    @Test func knowsTheStandardsExample() {
        let stream = SHA256Stream()
        stream.add(Array("ab".utf8))
        stream.add(Array("c".utf8))
        #expect(stream.hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
