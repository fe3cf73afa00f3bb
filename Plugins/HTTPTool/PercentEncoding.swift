/// Percent-encoding as in RFC 3986, section 2.
enum PercentEncoding {
    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// The text with everything but unreserved characters encoded.
    static func encode(_ text: String) -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): encoded.append(byte)
            case _ where isAlphanumeric(byte): encoded.append(byte)
            case _:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded.append(contentsOf: (byte < 16 ? "%0" : "%").utf8)
                encoded.append(contentsOf: digits.utf8)
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// The text that was encoded; nil when a `%` is not followed by two hexadecimal digits.
    static func decode(_ text: some StringProtocol) -> String? {
        var decoded: [UInt8] = []
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            let digits = String(decoding: bytes.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16) else {
                return nil
            }
            decoded.append(value)
            bytes = bytes.dropFirst(2)
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}
