/// Finds what climbs in a path.
enum DotSegments {
    /// Whether a segment is `.` or `..` for some server: dots written as `%2e`, slashes as `%2f`, `\` or `%5c`, and what
    /// follows a `;` left out. A client would normalise such a path away, so that another resource is asked for than the
    /// one that was written.
    static func occur(in path: some Collection<UInt8>) -> Bool {
        var dots = 0
        var isPlain = true
        var inParameters = false
        var index = path.startIndex
        while index != path.endIndex {
            let byte = nextByte(of: path, at: &index)
            switch byte {
            case 0x2F, 0x5C:
                if isPlain, dots == 1 || dots == 2 { return true }
                (dots, isPlain, inParameters) = (0, true, false)
            case _ where inParameters: break
            case 0x2E: dots += 1
            case 0x3B: inParameters = true
            default: isPlain = false
            }
        }
        return isPlain && (dots == 1 || dots == 2)
    }

    /// The byte at `index`, percent-decoded, and `index` behind it.
    private static func nextByte<Path: Collection<UInt8>>(of path: Path, at index: inout Path.Index) -> UInt8 {
        let byte = path[index]
        path.formIndex(after: &index)
        guard byte == 0x25 else { return byte }
        let digits = path[index...].prefix(2)
        guard digits.count == 2, digits.allSatisfy({ $0.hexadecimalDigit != nil }) else { return byte }
        index = digits.endIndex
        return digits.reduce(0) { $0 << 4 | ($1.hexadecimalDigit ?? 0) }
    }
}

extension UInt8 {
    /// The value of an ASCII hexadecimal digit.
    fileprivate var hexadecimalDigit: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x37
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }
}
