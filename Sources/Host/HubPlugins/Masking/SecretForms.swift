import HubCrypto

/// The bytes that show a secret, but for escapes.
struct SecretForms {
    /// Shorter pieces of a secret's base64 stand in texts by chance.
    private static let shortestEncoded = 8
    /// Shorter passwords are words, which results have by chance.
    private static let shortestPassword = 8

    private let value: [UInt8]

    init(_ value: [UInt8]) { self.value = value }

    /// None of them empty.
    var all: [[UInt8]] {
        let forms = [value] + encoded + decoded + hexadecimal
        // In a query a `+` is a space, and a reader of escapes cannot tell what was meant: it reads both as a space.
        let spaced = forms.map { $0.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 } }
        return (forms + spaced).filter { !$0.isEmpty }
    }

    /// In small and in capital letters.
    private var hexadecimal: [[UInt8]] {
        guard value.count * 2 >= Self.shortestEncoded else { return [] }
        return ["0123456789abcdef", "0123456789ABCDEF"].map { digits in
            let digits = Array(digits.utf8)
            return value.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }
        }
    }

    /// What base64 makes of the value, whatever stands before and behind it: in three ways, as the value begins at the
    /// first, second or third byte of a group. Only characters that hold nothing but the value's bits.
    private var encoded: [[UInt8]] {
        (0..<3).flatMap { offset -> [[UInt8]] in
            let text = Array(Base64URL.encode([UInt8](repeating: 0, count: offset) + value).utf8)
            let start = (offset * 8 + 5) / 6
            let end = (offset + value.count) * 8 / 6
            guard end - start >= Self.shortestEncoded else { return [] }
            return [Array(text[start..<end]), Array(text[start..<end]).map(Self.standard)]
        }
    }

    /// What the value holds when it is base64, as a credential for `Basic` is; and the value without its padding.
    private var decoded: [[UInt8]] {
        let bare = Array(value.prefix { $0 != UInt8(ascii: "=") })
        let isPadded = value.count > bare.count && value[bare.count...].allSatisfy { $0 == UInt8(ascii: "=") }
        guard bare.count >= Self.shortestEncoded, isPadded || value.count == bare.count,
            let content = Base64URL.decode(bare.map(Self.urlSafe))
        else { return [] }
        let password = content.drop { $0 != UInt8(ascii: ":") }.dropFirst()
        return [bare, content] + (password.count >= Self.shortestPassword ? [Array(password)] : [])
    }

    /// RFC 4648 §4's alphabet for §5's.
    private static func standard(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "-"): UInt8(ascii: "+")
        case UInt8(ascii: "_"): UInt8(ascii: "/")
        case _: byte
        }
    }

    private static func urlSafe(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        case _: byte
        }
    }
}
