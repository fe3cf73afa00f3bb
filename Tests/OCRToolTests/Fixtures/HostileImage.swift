import CTesseract
import Foundation

/// Files that say or do something that no scan does.
enum HostileImage {
    /// A PNG whose head states a size; what follows is nothing.
    static func png(width: UInt32, height: UInt32) -> [UInt8] {
        var head = Array("IHDR".utf8)
        for word in [width, height] { head += bigEndian(word) }
        head += [8, 0, 0, 0, 0]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk(head) + chunk(Array("IEND".utf8))
    }

    /// A JPEG whose frame states a size.
    static func jpeg(width: UInt16, height: UInt16) -> [UInt8] {
        [0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8] + bytes(height) + bytes(width) + [1, 1, 0x11, 0, 0xFF, 0xD9]
    }

    /// A lossless WebP whose head states a size.
    static func webP(width: UInt32, height: UInt32) -> [UInt8] {
        let size = (width - 1) | (height - 1) << 14
        let data: [UInt8] = [0x2F] + (0..<4).map { UInt8(truncatingIfNeeded: size >> ($0 * 8)) } + [0, 0, 0]
        let body = Array("WEBPVP8L".utf8) + littleEndian(UInt32(data.count)) + data
        return Array("RIFF".utf8) + littleEndian(UInt32(body.count)) + body
    }

    /// A TIFF with one directory for each size, of which the last leads to `next`.
    static func tiff(_ sizes: [(width: UInt32, height: UInt32)], next: UInt32 = 0) -> [UInt8] {
        var file = Array("II".utf8) + [42, 0] + littleEndian(8)
        for (index, size) in sizes.enumerated() {
            let entries: [(UInt16, UInt32)] = [(256, size.width), (257, size.height)]
            file += [UInt8(entries.count), 0]
            for (tag, value) in entries {
                file += [UInt8(tag & 0xFF), UInt8(tag >> 8), 4, 0] + littleEndian(1) + littleEndian(value)
            }
            file += littleEndian(index == sizes.count - 1 ? next : UInt32(file.count + 4))
        }
        return file
    }

    /// How a directory says small sizes where libtiff takes large ones.
    enum Deceit: String, Codable, Sendable, CaseIterable {
        /// By saying both, the small ones last.
        case again
        /// By numbers of eight bytes, which stand elsewhere: what stands in the directory is where.
        case wide
    }

    /// A white packed TIFF of that many pixels each way, which may pass for a small one.
    static func tiff(side: UInt32, by deceit: Deceit) -> [UInt8] {
        let wide = littleEndian(side) + littleEndian(0)
        var file = Array("II".utf8) + [42, 0] + littleEndian(0) + wide + wide
        // PackBits: 0x81 repeats the byte after it 128 times, 0xFF twice, 0 is one byte for itself.
        var (row, rest) = ([UInt8](), Int(side + 7) / 8)
        while rest > 0 {
            let count = min(128, rest)
            row += [count == 1 ? 0 : UInt8(257 - count), 0]
            rest -= count
        }
        let strip = UInt32(file.count)
        for _ in 0..<side { file += row }
        let packed = UInt32(file.count) - strip
        if file.count % 2 == 1 { file.append(0) }
        let (kind, sides): (UInt8, (UInt32, UInt32)) = deceit == .wide ? (16, (8, 16)) : (4, (side, side))
        var entries: [(UInt16, UInt8, UInt32)] = [
            (256, kind, sides.0), (257, kind, sides.1), (258, 4, 1), (259, 4, 32773), (262, 4, 0), (273, 4, strip),
            (277, 4, 1), (278, 4, side), (279, 4, packed),
        ]
        if deceit == .again { entries += [(256, 4, 10), (257, 4, 10)] }
        file.replaceSubrange(4..<8, with: littleEndian(UInt32(file.count)))
        file += [UInt8(entries.count), 0]
        for (tag, kind, value) in entries {
            file += [UInt8(tag & 0xFF), UInt8(tag >> 8), kind, 0] + littleEndian(1) + littleEndian(value)
        }
        return file + littleEndian(0)
    }

    /// A PNG of that size in which every pixel is black or white by chance.
    static func noise(width: Int, height: Int) throws -> [UInt8] {
        guard let pix = pixCreate(l_int32(width), l_int32(height), 1) else {
            throw FixtureError(description: "no picture")
        }
        var owned: UnsafeMutablePointer<Pix>? = pix
        defer { pixDestroy(&owned) }
        // Any numbers do; this runs over a million words.
        var state: UInt32 = 0x9E37_79B9
        for word in 0..<Int(pixGetWpl(pix)) * height {
            state ^= state << 13
            state ^= state >> 17
            state ^= state << 5
            pixGetData(pix)[word] = state
        }
        var (data, count): (UnsafeMutablePointer<UInt8>?, Int) = (nil, 0)
        guard pixWriteMem(&data, &count, pix, l_int32(IFF_PNG)) == 0, let data else {
            throw FixtureError(description: "no PNG")
        }
        defer { free(data) }
        return Array(UnsafeBufferPointer(start: data, count: count))
    }

    private static func chunk(_ content: [UInt8]) -> [UInt8] {
        var remainder: UInt32 = 0xFFFF_FFFF
        for byte in content {
            remainder ^= UInt32(byte)
            for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1 }
        }
        return bigEndian(UInt32(content.count - 4)) + content + bigEndian(~remainder)
    }

    private static func bigEndian(_ word: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - $0 * 8)) }
    }
    private static func littleEndian(_ word: UInt32) -> [UInt8] { bigEndian(word).reversed() }
    private static func bytes(_ short: UInt16) -> [UInt8] { [UInt8(short >> 8), UInt8(short & 0xFF)] }
}
