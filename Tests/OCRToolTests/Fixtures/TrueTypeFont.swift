import Foundation

/// As much of a TrueType font as setting a line of text takes: which glyph a character has and how wide it is.
/// https://learn.microsoft.com/typography/opentype/spec/otff
struct TrueTypeFont {
    static let dejaVu = TrueTypeFont("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")

    let bytes: [UInt8]
    private let tables: [String: Int]
    private let segments: Int

    init?(_ path: String) {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        bytes = Array(data)
        var tables: [String: Int] = [:]
        for index in 0..<Self.short(bytes, 4) {
            let entry = 12 + index * 16
            tables[String(decoding: bytes[entry..<entry + 4], as: UTF8.self)] = Self.long(bytes, entry + 8)
        }
        self.tables = tables
        guard let map = tables["cmap"] else { return nil }
        // The subtable of format 4, which has the Basic Multilingual Plane.
        let subtables = (0..<Self.short(bytes, map + 2)).map { map + Self.long(Array(data), map + 8 + $0 * 8) }
        guard let segments = subtables.first(where: { Self.short(Array(data), $0) == 4 }) else { return nil }
        self.segments = segments
    }

    func glyph(of scalar: Unicode.Scalar) -> Int {
        let code = Int(scalar.value)
        let count = Self.short(bytes, segments + 6) / 2
        for index in 0..<count where Self.short(bytes, segments + 14 + index * 2) >= code {
            let start = Self.short(bytes, segments + 16 + (count + index) * 2)
            guard start <= code else { return 0 }
            let delta = Self.short(bytes, segments + 16 + (2 * count + index) * 2)
            let place = segments + 16 + (3 * count + index) * 2
            let offset = Self.short(bytes, place)
            if offset == 0 { return (code + delta) & 0xFFFF }
            let glyph = Self.short(bytes, place + offset + (code - start) * 2)
            return glyph == 0 ? 0 : (glyph + delta) & 0xFFFF
        }
        return 0
    }

    /// In thousandths of the letters' size.
    func width(of glyph: Int) -> Double {
        guard let head = tables["head"], let lines = tables["hhea"], let widths = tables["hmtx"] else { return 0 }
        let last = Self.short(bytes, lines + 34) - 1
        return Double(Self.short(bytes, widths + min(glyph, last) * 4)) * 1000 / Double(Self.short(bytes, head + 18))
    }

    private static func short(_ bytes: [UInt8], _ place: Int) -> Int { Int(bytes[place]) << 8 | Int(bytes[place + 1]) }
    private static func long(_ bytes: [UInt8], _ place: Int) -> Int {
        short(bytes, place) << 16 | short(bytes, place + 2)
    }
}
