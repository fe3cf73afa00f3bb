/// How a text file's bytes stand for characters.
package enum TextEncoding: Sendable, Hashable {
    case utf8
    case utf16LittleEndian
    case utf16BigEndian
    /// What Vietnamese programs of before Unicode wrote; it has tones as combining marks.
    case windows1258

    /// By its byte order mark, else by what its bytes allow; nil: they are no text. `sample` may end inside a character.
    package static func detect(_ sample: some RandomAccessCollection<UInt8>) -> TextEncoding? {
        let bytes = Array(sample)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return isUTF8(bytes) ? .utf8 : nil }
        // UTF-32's mark begins as UTF-16's does.
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return nil }
        if bytes.starts(with: [0xFF, 0xFE]) { return isUTF16(bytes, .utf16LittleEndian) ? .utf16LittleEndian : nil }
        if bytes.starts(with: [0xFE, 0xFF]) { return isUTF16(bytes, .utf16BigEndian) ? .utf16BigEndian : nil }
        if let unmarked = unmarkedUTF16(bytes) { return unmarked }
        guard !bytes.contains(where: isControl) else { return nil }
        if isUTF8(bytes) { return .utf8 }
        return isWindows1258(bytes) ? .windows1258 : nil
    }

    /// The text without a byte order mark; what is no character becomes U+FFFD.
    package func decode(_ bytes: some RandomAccessCollection<UInt8>) -> String {
        switch self {
        case .utf8:
            let isMarked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
            return String(decoding: bytes.dropFirst(isMarked ? 3 : 0), as: UTF8.self)
        case .utf16LittleEndian, .utf16BigEndian:
            let units = Self.units(Array(bytes), self)
            return String(decoding: units.first == 0xFEFF ? units.dropFirst() : units[...], as: UTF16.self)
        case .windows1258:
            var text = String.UnicodeScalarView()
            for byte in bytes {
                text.append(
                    byte < 0x80 ? Unicode.Scalar(byte) : Windows1258.upperHalf[Int(byte) - 0x80] ?? "\u{FFFD}")
            }
            return String(text)
        }
    }

    /// Of no text: tab, the ends of lines and of pages are.
    private static func isControl(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09, 0x0A, 0x0C, 0x0D: false
        case 0x00..<0x20, 0x7F: true
        case _: false
        }
    }

    /// Whether it is UTF-8 but for a last character that was cut.
    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        if bytes.contains(where: isControl) { return false }
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var read = 0
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): read += UTF8.width(scalar)
            case .emptyInput: return true
            case .error:
                // At most 3 bytes of a character may be left, the first of which says that more follow.
                let rest = bytes[read...]
                guard let first = rest.first, rest.count < 4, rest.dropFirst().allSatisfy({ $0 & 0xC0 == 0x80 })
                else { return false }
                let width = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
                return (0xC2...0xF4).contains(first) && rest.count < width
            }
        }
    }

    private static func units(_ bytes: [UInt8], _ encoding: TextEncoding) -> [UInt16] {
        let high = encoding == .utf16BigEndian ? 0 : 1
        return stride(from: 0, to: bytes.count - 1, by: 2).map {
            UInt16(bytes[$0 + high]) << 8 | UInt16(bytes[$0 + 1 - high])
        }
    }

    private static func isUTF16(_ bytes: [UInt8], _ encoding: TextEncoding) -> Bool {
        let units = units(bytes, encoding)
        var index = 0
        while index < units.count {
            let unit = units[index]
            if unit < 0x80 && isControl(UInt8(unit)) || unit == 0xFFFE || unit == 0xFFFF { return false }
            if UTF16.isTrailSurrogate(unit) { return false }
            if UTF16.isLeadSurrogate(unit) {
                guard index + 1 < units.count else { return true }
                guard UTF16.isTrailSurrogate(units[index + 1]) else { return false }
                index += 1
            }
            index += 1
        }
        return true
    }

    /// Latin letters in UTF-16 have a zero as every other byte; no text in another encoding has any.
    private static func unmarkedUTF16(_ bytes: [UInt8]) -> TextEncoding? {
        guard bytes.count >= 8 else { return nil }
        var zeros = (even: 0, odd: 0)
        for index in bytes.indices where bytes[index] == 0 {
            if index.isMultiple(of: 2) { zeros.even += 1 } else { zeros.odd += 1 }
        }
        // Half of the letters of Vietnamese are ASCII.
        let enough = bytes.count / 2 * 3 / 10
        if zeros.odd > enough, zeros.even <= zeros.odd / 10, isUTF16(bytes, .utf16LittleEndian) {
            return .utf16LittleEndian
        }
        if zeros.even > enough, zeros.odd <= zeros.even / 10, isUTF16(bytes, .utf16BigEndian) { return .utf16BigEndian }
        return nil
    }

    /// Nearly every byte string without controls would pass, so most of it must be ASCII, as letters of Vietnamese are.
    private static func isWindows1258(_ bytes: [UInt8]) -> Bool {
        let upper = bytes.filter { $0 >= 0x80 }
        return upper.count * 2 <= bytes.count && upper.allSatisfy { Windows1258.upperHalf[Int($0) - 0x80] != nil }
    }
}
