/// Addresses of hosts and mailboxes.
extension FormatScanner {
    /// RFC 1123: labels of letters, digits and hyphens.
    mutating func hostname() -> Bool {
        let start = position
        repeat {
            let label = position
            guard take(while: { Self.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }) > 0, position - label <= 63,
                bytes[label] != UInt8(ascii: "-"), bytes[position - 1] != UInt8(ascii: "-")
            else { return false }
        } while take(".")
        return position - start <= 253
    }

    mutating func ipv4() -> Bool {
        for part in 0..<4 {
            if part > 0, !take(".") { return false }
            let start = position
            let digits = take(while: Self.isDigit)
            guard (1...3).contains(digits), digits == 1 || bytes[start] != 0x30,
                let value = Int(String(decoding: bytes[start..<position], as: UTF8.self)), value <= 255
            else { return false }
        }
        return true
    }

    /// RFC 4291 §2.2, without a zone.
    mutating func ipv6() -> Bool {
        var groups = 0
        var hasGap = takeGap()
        while groups < 8, let byte = current, Self.isHexadecimal(byte) {
            let start = position
            let digits = take(while: Self.isHexadecimal)
            if current == UInt8(ascii: ".") {
                position = start
                guard ipv4() else { return false }
                groups += 2
                break
            }
            guard digits <= 4 else { return false }
            groups += 1
            if takeGap() {
                guard !hasGap else { return false }
                hasGap = true
            } else if take(":") {
                guard let next = current, Self.isHexadecimal(next) else { return false }
            } else {
                break
            }
        }
        return hasGap ? groups < 8 : groups == 8
    }

    private mutating func takeGap() -> Bool {
        guard bytes[position...].starts(with: "::".utf8) else { return false }
        position += 2
        return true
    }

    /// RFC 5321 §4.1.2.
    mutating func mailbox() -> Bool {
        let start = position
        guard current == UInt8(ascii: "\"") ? quotedString() : dotString(), position - start <= 64, take("@") else {
            return false
        }
        guard take("[") else { return hostname() }
        let literal = position
        if ipv4(), take("]") { return true }
        position = literal
        for expected in "IPv6:".unicodeScalars where !take(expected) { return false }
        return ipv6() && take("]")
    }

    private mutating func dotString() -> Bool {
        repeat {
            if take(while: Self.isAtomText) == 0 { return false }
        } while take(".")
        return true
    }

    private mutating func quotedString() -> Bool {
        guard take("\"") else { return false }
        while let byte = current, byte != UInt8(ascii: "\"") {
            if take("\\") {
                guard let escaped = current, (0x20...0x7E).contains(escaped) else { return false }
            } else if !(0x20...0x7E).contains(byte) {
                return false
            }
            position += 1
        }
        return take("\"")
    }

    private static func isAtomText(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }
}
