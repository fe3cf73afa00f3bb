import CTesseract
import Foundation
import Support

/// A picture that a test spoils as scanners and cameras do, and writes in any format.
final class Scan {
    private(set) var pix: UnsafeMutablePointer<Pix>

    init(png: [UInt8]) throws {
        var read = pixReadMem(png, png.count)
        defer { pixDestroy(&read) }
        guard let pix = pixConvertTo8(read, 0) else { throw FixtureError(description: "no picture") }
        self.pix = pix
    }

    private init(_ pix: UnsafeMutablePointer<Pix>) { self.pix = pix }

    static func white(width: Int, height: Int) throws -> Scan {
        guard let pix = pixCreate(l_int32(width), l_int32(height), 8) else {
            throw FixtureError(description: "no picture")
        }
        pixSetAll(pix)
        return Scan(pix)
    }

    deinit {
        var pix: UnsafeMutablePointer<Pix>? = pix
        pixDestroy(&pix)
    }

    var width: Int { Int(pixGetWidth(pix)) }
    var height: Int { Int(pixGetHeight(pix)) }

    private func replaced(by new: UnsafeMutablePointer<Pix>?) throws -> Scan {
        guard let new else { throw FixtureError(description: "Leptonica made no picture") }
        var old: UnsafeMutablePointer<Pix>? = pix
        pixDestroy(&old)
        pix = new
        return self
    }

    /// Clockwise.
    func turned(quarters: Int) throws -> Scan { try replaced(by: pixRotateOrth(pix, l_int32(quarters))) }

    /// Clockwise; the corners stay.
    func skewed(degrees: Double) throws -> Scan {
        try replaced(
            by: pixRotate(
                pix, Float(degrees * .pi / 180), l_int32(L_ROTATE_AREA_MAP), l_int32(L_BRING_IN_WHITE),
                l_int32(width), l_int32(height)))
    }

    func scaled(by factor: Double) throws -> Scan { try replaced(by: pixScale(pix, Float(factor), Float(factor))) }

    /// How a file may hold its pixels besides 8 bits of grey.
    enum Pixels: CaseIterable { case black, palette, colour, transparent, deep }

    func stored(as pixels: Pixels) throws -> Scan {
        switch pixels {
        case .black: return try blackAndWhite()
        case .palette: return try replaced(by: pixThresholdTo4bpp(pix, 16, 1))
        case .colour: return try replaced(by: pixConvertTo32(pix))
        case .transparent:
            // What is white is black that nobody sees.
            guard let ink = pixInvert(nil, pix), let black = pixCreate(l_int32(width), l_int32(height), 32) else {
                throw FixtureError(description: "no picture")
            }
            pixSetRGBComponent(black, ink, l_int32(L_ALPHA_CHANNEL))
            pixSetSpp(black, 4)
            var used: UnsafeMutablePointer<Pix>? = ink
            pixDestroy(&used)
            return try replaced(by: black)
        case .deep: return try replaced(by: pixConvert8To16(pix, 8))
        }
    }

    func blackAndWhite() throws -> Scan { try replaced(by: pixThresholdToBinary(pix, 128)) }

    /// Paper that is darker at one side, and specks on it.
    func noisy(specks: Int, seed: UInt64) throws -> Scan {
        var numbers = SeededNumbers(seed: seed)
        for y in 0..<l_int32(height) {
            for x in stride(from: l_int32(0), to: l_int32(width), by: 1) {
                var value: l_uint32 = 0
                pixGetPixel(pix, x, y, &value)
                pixSetPixel(pix, x, y, value * (255 - 90 * l_uint32(x) / l_uint32(width)) / 255)
            }
        }
        for _ in 0..<specks {
            let (x, y) = (Int.random(in: 0..<width, using: &numbers), Int.random(in: 0..<height, using: &numbers))
            pixSetPixel(pix, l_int32(x), l_int32(y), Bool.random(using: &numbers) ? 20 : 255)
        }
        return self
    }

    func bytes(_ format: Int) throws -> [UInt8] {
        var (data, count): (UnsafeMutablePointer<UInt8>?, Int) = (nil, 0)
        guard pixWriteMem(&data, &count, pix, l_int32(format)) == 0, let data else {
            throw FixtureError(description: "Leptonica wrote no picture")
        }
        defer { free(data) }
        return Array(UnsafeBufferPointer(start: data, count: count))
    }

    var png: [UInt8] { get throws { try bytes(IFF_PNG) } }
}
