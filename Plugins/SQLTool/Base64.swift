/// RFC 4648, with padding.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func text(of bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        var group: UInt32 = 0
        var count = 0
        func take(_ group: UInt32, _ digits: Int) {
            for digit in 0..<digits { text.append(alphabet[Int(group >> (18 - 6 * UInt32(digit))) & 63]) }
        }
        for byte in bytes {
            group |= UInt32(byte) << (16 - 8 * UInt32(count))
            count += 1
            guard count == 3 else { continue }
            take(group, 4)
            (group, count) = (0, 0)
        }
        if count > 0 {
            take(group, count + 1)
            text.append(contentsOf: [UInt8](repeating: UInt8(ascii: "="), count: 3 - count))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Of bytes that are written with two digits each.
    static func text(ofHexadecimal digits: Slice<UnsafeRawBufferPointer>) -> String {
        func value(_ digit: UInt8) -> UInt8 { digit < UInt8(ascii: "a") ? digit &- 0x30 : digit &- 0x57 }
        let digits = Array(digits)
        return text(
            of: stride(from: 0, to: digits.count - 1, by: 2).map { value(digits[$0]) << 4 | value(digits[$0 + 1]) })
    }
}
