import CZlib
import HubCore

/// A picture in shades of grey, a byte a pixel, row by row from the top.
struct GreyPicture {
    private let width: Int
    private let height: Int
    private let pixels: ArraySlice<UInt8>

    /// From what `pdftoppm -gray` writes (https://netpbm.sourceforge.net/doc/pgm.html); nil: it is something else.
    init?(pgm bytes: [UInt8]) {
        guard bytes.starts(with: Array("P5".utf8)) else { return nil }
        var index = 2
        var numbers: [Int] = []
        while numbers.count < 3 {
            while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
            let digits = bytes[index...].prefix { (0x30...0x39).contains($0) }
            guard (1...6).contains(digits.count), let number = Int(String(decoding: digits, as: UTF8.self))
            else { return nil }
            numbers.append(number)
            index = digits.endIndex
        }
        // One white space, then the pixels.
        index += 1
        guard numbers[0] > 0, numbers[1] > 0, numbers[2] == 255, bytes.count - index == numbers[0] * numbers[1]
        else { return nil }
        (width, height) = (numbers[0], numbers[1])
        pixels = bytes[index...]
    }

    /// As PNG (https://www.w3.org/TR/png/).
    func png() throws(DocumentFailure) -> [UInt8] {
        // Each row begins with its filter: 0, none.
        var rows: [UInt8] = []
        rows.reserveCapacity((width + 1) * height)
        for row in 0..<height {
            rows.append(0)
            rows.append(contentsOf: pixels[(pixels.startIndex + row * width)...].prefix(width))
        }
        var length = compressBound(UInt(rows.count))
        var packed = [UInt8](repeating: 0, count: Int(length))
        // The quickest packing; the picture is read once and thrown away.
        // SAFETY: zlib is told both arrays' lengths, and writes into `length` what it used.
        guard compress2(&packed, &length, rows, UInt(rows.count), 1) == Z_OK else {
            throw DocumentFailure(.unavailable, "There is no memory to draw a page in.")
        }
        var png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        // 8 bits of grey, not interlaced.
        Self.append("IHDR", Self.big(width) + Self.big(height) + [8, 0, 0, 0, 0], to: &png)
        Self.append("IDAT", Array(packed.prefix(Int(length))), to: &png)
        Self.append("IEND", [], to: &png)
        return png
    }

    private static func append(_ kind: String, _ bytes: [UInt8], to png: inout [UInt8]) {
        let chunk = Array(kind.utf8) + bytes
        png += big(bytes.count) + chunk + big(Int(Inflation.checksum(chunk)))
    }

    private static func big(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
