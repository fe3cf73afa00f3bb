import PluginSDK

/// The pages of a TIFF and their sizes, read without decoding anything.
/// https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf, section 2. BigTIFF is not read: its files are over
/// any limit.
struct TIFFDirectories {
    private static let imageWidth: UInt16 = 256
    private static let imageLength: UInt16 = 257
    private static let tileWidth: UInt16 = 322
    private static let tileLength: UInt16 = 323
    private static let samplesPerPixel: UInt16 = 277
    private static let sizes = [imageWidth, imageLength, tileWidth, tileLength, samplesPerPixel]

    /// One for each page, at most as many as were asked for.
    private(set) var pages: [ImageHeader] = []
    /// Whether there are more pages than were asked for.
    private(set) var isCut = false

    private let bytes: [UInt8]
    private let isLittleEndian: Bool

    /// Reads up to `maximum` directories, each of which is within the limits.
    init(_ bytes: [UInt8], maximum: Int, limits: ImageLimits) throws(ToolError) {
        self.bytes = bytes
        isLittleEndian = bytes.first == 0x49
        var seen: Set<Int> = []
        var place = try word(at: 4)
        while place != 0 {
            guard seen.insert(place).inserted else { throw Self.broken("its directories lead back to themselves") }
            if pages.count == maximum {
                isCut = true
                break
            }
            place = try readDirectory(at: place, limits: limits)
        }
        if pages.isEmpty { throw Self.broken("it has no page") }
    }

    private mutating func readDirectory(at place: Int, limits: ImageLimits) throws(ToolError) -> Int {
        let count = try short(at: place)
        var header = ImageHeader(width: 0, height: 0)
        var seen: Set<UInt16> = []
        for index in 0..<count {
            let entry = place + 2 + index * 12
            let tag = UInt16(try short(at: entry))
            guard Self.sizes.contains(tag) else { continue }
            // Of two readers one takes the first and the other the last.
            guard seen.insert(tag).inserted else { throw Self.broken("it says a size twice") }
            let value = try value(at: entry)
            switch tag {
            case Self.imageWidth: header.width = value
            case Self.imageLength: header.height = value
            case Self.samplesPerPixel:
                guard value <= 8 else { throw Self.broken("its pixels have too many samples") }
            case _:
                // What is decoded at once is a tile, whatever the picture's own size is.
                guard value <= limits.maximumSide else { throw Self.broken("its tiles are too large") }
            }
        }
        try limits.check(width: header.width, height: header.height)
        pages.append(header)
        return try word(at: place + 2 + count * 12)
    }

    /// The value of an entry of one SHORT or LONG.
    private func value(at entry: Int) throws(ToolError) -> Int {
        guard try word(at: entry + 4) == 1 else { throw Self.broken("a size of it is a list") }
        switch try short(at: entry + 2) {
        case 3: return try short(at: entry + 8)
        case 4: return try word(at: entry + 8)
        // Others stand elsewhere or are shorter: what is read here would not be what the decoder reads.
        case _: throw Self.broken("a size of it is no short or long number")
        }
    }

    private func short(at place: Int) throws(ToolError) -> Int { try number(at: place, length: 2) }
    private func word(at place: Int) throws(ToolError) -> Int { try number(at: place, length: 4) }

    private func number(at place: Int, length: Int) throws(ToolError) -> Int {
        guard place >= 0, place + length <= bytes.count else { throw Self.broken("it ends too early") }
        let part = bytes[place..<place + length]
        return isLittleEndian ? part.reversed().reduce(0) { $0 << 8 | Int($1) } : part.reduce(0) { $0 << 8 | Int($1) }
    }

    private static func broken(_ reason: String) -> ToolError {
        ToolError(.invalidInput, "The TIFF cannot be read: \(reason).")
    }
}
