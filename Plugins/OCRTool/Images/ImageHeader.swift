import CTesseract
import PluginSDK

/// The size that an image's head states, in pixels.
struct ImageHeader: Sendable, Hashable {
    var width: Int
    var height: Int

    /// Reads the head of a PNG: its first chunk is IHDR. https://www.w3.org/TR/png-3/#11IHDR
    init?(png bytes: [UInt8]) {
        guard bytes.count >= 33, Array(bytes[12..<16]) == Array("IHDR".utf8) else { return nil }
        width = Int(BigEndian.word(bytes, at: 16))
        height = Int(BigEndian.word(bytes, at: 20))
    }

    /// Reads a JPEG up to its frame header. https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B.
    init?(jpeg bytes: [UInt8]) {
        var place = 2
        while place + 4 <= bytes.count {
            guard bytes[place] == 0xFF else { return nil }
            let marker = bytes[place + 1]
            // Fill bytes, and markers without a segment.
            if marker == 0xFF {
                place += 1
                continue
            }
            if marker == 0x01 || (0xD0...0xD8).contains(marker) {
                place += 2
                continue
            }
            let length = Int(bytes[place + 2]) << 8 | Int(bytes[place + 3])
            guard length >= 2, marker != 0xD9, marker != 0xDA else { return nil }
            let isFrame = (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
            if isFrame {
                guard place + 9 <= bytes.count else { return nil }
                height = Int(bytes[place + 5]) << 8 | Int(bytes[place + 6])
                width = Int(bytes[place + 7]) << 8 | Int(bytes[place + 8])
                return
            }
            place += 2 + length
        }
        return nil
    }

    /// Reads the head of a WebP.
    init?(webP bytes: [UInt8]) {
        var (width, height, samples): (l_int32, l_int32, l_int32) = (0, 0, 0)
        // SAFETY: the library reads no more than the count that it is given.
        guard readHeaderMemWebP(bytes, bytes.count, &width, &height, &samples) == 0 else { return nil }
        self.width = Int(width)
        self.height = Int(height)
    }

    /// `index`: the page's, from 0. nil: there is no such page that can be read.
    init?(tiff bytes: [UInt8], index: Int) {
        var (width, height): (l_int32, l_int32) = (0, 0)
        // SAFETY: the library reads no more than the count that it is given, and writes only where it is asked to.
        guard readHeaderMemTiff(bytes, bytes.count, l_int32(index), &width, &height, nil, nil, nil, nil, nil) == 0
        else { return nil }
        self.width = Int(width)
        self.height = Int(height)
    }

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}

/// Numbers as PNG writes them.
enum BigEndian {
    static func word(_ bytes: [UInt8], at place: Int) -> UInt32 {
        bytes[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
