@testable import HubKnowledge

/// Writes ZIP files of stored and of deflated parts, and such as lie.
struct ZIPWriter {
    struct Part {
        var name: String
        var bytes: [UInt8]
        var method = 0
        var flags = 0
        /// What it says that it unpacks to; nil: the truth.
        var size: Int?
        /// What it is packed to; nil: itself.
        var packed: [UInt8]?
        var checksum: UInt32?
    }

    static func file(_ parts: [Part], comment: String = "") -> [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for part in parts {
            let packed = part.packed ?? part.bytes
            let name = Array(part.name.utf8)
            var facts: [UInt8] = little(part.flags, 2) + little(part.method, 2) + little(0, 4)
            facts += little(Int(part.checksum ?? Inflation.checksum(part.bytes)), 4) + little(packed.count, 4)
            facts += little(part.size ?? part.bytes.count, 4) + little(name.count, 2) + little(0, 2)
            let offset = file.count
            file += little(0x0403_4B50, 4) + little(20, 2) + facts + name + packed
            directory += little(0x0201_4B50, 4) + little(20, 2) + little(20, 2) + facts
            directory += little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) + little(offset, 4) + name
        }
        let start = file.count
        file += directory + little(0x0605_4B50, 4) + little(0, 4) + little(parts.count, 2) + little(parts.count, 2)
        file += little(directory.count, 4) + little(start, 4) + little(comment.utf8.count, 2) + Array(comment.utf8)
        return file
    }

    /// Deflated data of one byte repeated: a block of fixed codes, in which each 10 bits repeat 258 bytes (RFC 1951 §3.2.6).
    static func deflated(_ byte: UInt8, repeatedBy count: Int) -> (packed: [UInt8], size: Int) {
        var bits = BitWriter()
        bits.add(1, 1)
        bits.add(1, 2)
        // Literals up to 143 are 8 bits from 0x30 on; codes stand with their highest bit first.
        bits.addReversed(0x30 + Int(byte), 8)
        for _ in 0..<count {
            // Length 258 is code 285, 8 bits 11000101; distance 1 is code 0 in 5 bits.
            bits.addReversed(0b1100_0101, 8)
            bits.addReversed(0, 5)
        }
        bits.addReversed(0, 7)
        return (bits.bytes, 1 + 258 * count)
    }

    private static func little(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}

private struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var used = 8

    mutating func add(_ value: Int, _ width: Int) {
        for bit in 0..<width {
            if used == 8 {
                bytes.append(0)
                used = 0
            }
            bytes[bytes.count - 1] |= UInt8((value >> bit) & 1) << UInt8(used)
            used += 1
        }
    }

    mutating func addReversed(_ value: Int, _ width: Int) {
        for bit in stride(from: width - 1, through: 0, by: -1) { add((value >> bit) & 1, 1) }
    }
}
