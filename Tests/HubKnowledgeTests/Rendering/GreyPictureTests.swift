import Testing

@testable import HubKnowledge

@Suite struct GreyPictureTests {
    @Test func writesPNGThatUnpacksToItsPixels() throws {
        let png = try #require(GreyPicture(pgm: Array("P5\n3 2\n255\n".utf8) + [1, 2, 3, 4, 5, 6])).png()
        #expect(png.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        #expect(png[8..<29] == [0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 3, 0, 0, 0, 2, 8, 0, 0, 0, 0])
        let length = png[33..<37].reduce(0) { $0 << 8 | Int($1) }
        #expect(Array(png[37..<41]) == Array("IDAT".utf8))
        // zlib's header has two bytes, its checksum four.
        let rows = try Inflation.inflate(png[43..<(41 + length - 4)], size: 8)
        #expect(rows == [0, 1, 2, 3, 0, 4, 5, 6])
        let checksum = png[(41 + length)..<(45 + length)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        #expect(checksum == Inflation.checksum(Array(png[37..<(41 + length)])))
        #expect(png.suffix(12) == [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
    }

    @Test(arguments: [
        "", "P5", "P6\n1 1\n255\na", "P5\n1 1\n255\n", "P5\n1 1\n255\nab", "P5\n0 0\n255\n", "P5\n9999999 1\n255\na",
        "P5\n1 1\n65535\na",
    ])
    func refusesEverythingElse(text: String) { #expect(GreyPicture(pgm: Array(text.utf8)) == nil) }
}
