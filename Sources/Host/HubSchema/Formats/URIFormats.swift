/// URIs (RFC 3986 appendix A).
extension FormatScanner {
    mutating func uri() -> Bool {
        guard let byte = current, Self.isLetter(byte) else { return false }
        take { Self.isAlphanumeric($0) || "+-.".utf8.contains($0) }
        return take(":") && afterScheme()
    }

    mutating func uriReference() -> Bool {
        let start = position
        if uri() { return true }
        position = start
        // A colon in the first segment would make it a scheme.
        let firstSegment = bytes[position...].prefix { !"/?#".utf8.contains($0) }
        return !firstSegment.contains(UInt8(ascii: ":")) && afterScheme()
    }

    private mutating func afterScheme() -> Bool {
        if bytes[position...].starts(with: "//".utf8) {
            position += 2
            guard authority() else { return false }
        }
        guard characters({ Self.isPathCharacter($0) || $0 == UInt8(ascii: "/") }) else { return false }
        let isQueryCharacter: (UInt8) -> Bool = { Self.isPathCharacter($0) || "/?".utf8.contains($0) }
        if take("?"), !characters(isQueryCharacter) { return false }
        if take("#"), !characters(isQueryCharacter) { return false }
        return true
    }

    private mutating func authority() -> Bool {
        let end = bytes[position...].firstIndex { "/?#".utf8.contains($0) } ?? bytes.count
        if let at = bytes[position..<end].lastIndex(of: UInt8(ascii: "@")) {
            guard characters({ Self.isUnreservedOrSubDelimiter($0) || $0 == UInt8(ascii: ":") }), position == at else {
                return false
            }
            position += 1
        }
        if take("[") {
            guard addressLiteral(), take("]") else { return false }
        } else if !characters(Self.isUnreservedOrSubDelimiter) {
            return false
        }
        if take(":") { take(while: Self.isDigit) }
        return position == end
    }

    private mutating func addressLiteral() -> Bool {
        guard take("v") || take("V") else { return ipv6() }
        return take(while: Self.isHexadecimal) > 0 && take(".")
            && take { Self.isUnreservedOrSubDelimiter($0) || $0 == UInt8(ascii: ":") } > 0
    }

    /// Any number of such characters and percent-encoded bytes; false at a wrong encoding.
    private mutating func characters(_ isAllowed: (UInt8) -> Bool) -> Bool {
        while true {
            take(while: isAllowed)
            guard take("%") else { return true }
            for _ in 0..<2 {
                guard let byte = current, Self.isHexadecimal(byte) else { return false }
                position += 1
            }
        }
    }

    private static func isUnreservedOrSubDelimiter(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "-._~!$&'()*+,;=".utf8.contains(byte)
    }

    private static func isPathCharacter(_ byte: UInt8) -> Bool {
        isUnreservedOrSubDelimiter(byte) || ":@".utf8.contains(byte)
    }
}
