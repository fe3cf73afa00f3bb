import HubCore

/// A ZIP file's parts by name (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT), as far as office documents
/// use the format: stored and deflated parts, in one file, of less than 4 GB.
struct ZIPArchive {
    private struct Entry {
        var flags: Int
        var method: Int
        var checksum: UInt32
        var packedSize: Int
        var size: Int
        var offset: Int
    }

    /// An office document has dozens, one of many pictures hundreds.
    private static let entryLimit = 10_000
    /// Markup packs to a tenth, at best to a fiftieth; what packs better was made to harm. Small parts may.
    private static let ratioLimit = 100
    private static let smallPart = 1 << 20

    private let bytes: [UInt8]
    private let entries: [String: Entry]

    init(_ bytes: [UInt8]) throws(DocumentFailure) {
        self.bytes = bytes
        let file = LittleEndianBytes(bytes)
        // The end record is followed by a comment of up to 65,535 bytes.
        guard bytes.count >= 22,
            let end = stride(from: bytes.count - 22, through: max(0, bytes.count - 22 - 65_535), by: -1).first(where: {
                file.integer($0, 4) == 0x0605_4B50
            }), let count = file.integer(end + 10, 2), let start = file.integer(end + 16, 4)
        else { throw Self.broken }
        if count == 0xFFFF || count > Self.entryLimit || start == 0xFFFF_FFFF {
            throw DocumentFailure(.tooLarge, "The document has too many parts; \(Self.entryLimit) are read at most.")
        }
        var entries: [String: Entry] = [:]
        var offset = start
        for _ in 0..<count {
            guard file.integer(offset, 4) == 0x0201_4B50, let flags = file.integer(offset + 8, 2),
                let method = file.integer(offset + 10, 2), let checksum = file.integer(offset + 16, 4),
                let packedSize = file.integer(offset + 20, 4), let size = file.integer(offset + 24, 4),
                let nameLength = file.integer(offset + 28, 2), let extraLength = file.integer(offset + 30, 2),
                let commentLength = file.integer(offset + 32, 2), let place = file.integer(offset + 42, 4),
                let name = file.text(offset + 46, nameLength)
            else { throw Self.broken }
            // Of two parts of one name programs see different ones: nobody could say what was checked.
            guard entries[name] == nil else { throw Self.broken }
            entries[name] = Entry(
                flags: flags, method: method, checksum: UInt32(truncatingIfNeeded: checksum), packedSize: packedSize,
                size: size, offset: place)
            offset += 46 + nameLength + extraLength + commentLength
        }
        self.entries = entries
    }

    /// nil: it has no such part. `limit`: bytes that it may unpack to.
    func part(_ name: String, limit: Int) throws(DocumentFailure) -> [UInt8]? {
        guard let entry = entries[name] else { return nil }
        if entry.flags & 1 != 0 { throw DocumentFailure(.encrypted, "The document asks for a password.") }
        guard entry.size <= limit,
            entry.size <= Self.smallPart || entry.size / Self.ratioLimit <= entry.packedSize
        else {
            throw DocumentFailure(
                .tooLarge, "A part of the document unpacks to more than is read (\(limit) bytes) or packs too well.")
        }
        let file = LittleEndianBytes(bytes)
        guard file.integer(entry.offset, 4) == 0x0403_4B50, let nameLength = file.integer(entry.offset + 26, 2),
            let extraLength = file.integer(entry.offset + 28, 2)
        else { throw Self.broken }
        let start = entry.offset + 30 + nameLength + extraLength
        guard start <= bytes.count, entry.packedSize <= bytes.count - start else { throw Self.broken }
        let packed = bytes[start..<start + entry.packedSize]
        let part: [UInt8]
        switch entry.method {
        case 0:
            guard entry.size == entry.packedSize else { throw Self.broken }
            part = Array(packed)
        case 8: part = try Inflation.inflate(packed, size: entry.size)
        case let method:
            throw DocumentFailure(
                .unsupported, "A part of the document is packed by method \(method); 0 and 8 are read.")
        }
        guard Inflation.checksum(part) == entry.checksum else { throw Self.broken }
        return part
    }

    private static let broken = DocumentFailure(.broken, "The document's parts are broken or cut off.")
}

/// Numbers of a file, which have their lowest byte first.
private struct LittleEndianBytes {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// nil: it lies outside.
    func integer(_ offset: Int, _ width: Int) -> Int? {
        guard offset >= 0, offset <= bytes.count - width else { return nil }
        return (0..<width).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }

    func text(_ offset: Int, _ length: Int) -> String? {
        guard offset >= 0, offset <= bytes.count - length else { return nil }
        return String(decoding: bytes[offset..<offset + length], as: UTF8.self)
    }
}
