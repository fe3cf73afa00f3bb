import HubCrypto

/// The bytes that show a secret, but for escapes.
struct SecretForms: Sendable {
    /// Shorter pieces of a secret's base64 stand in texts by chance.
    private static let shortestEncoded = 8
    /// Shorter passwords are words, which results have by chance.
    private static let shortestPassword = 8

    /// Bytes of a value whose forms are looked for before anything else of it is prepared.
    private static let beginning = 12

    private let value: [UInt8]

    init(_ value: [UInt8]) { self.value = value }

    /// None of them empty.
    var all: [[UInt8]] { Self.spaced([value] + encoded + decoded + hexadecimal) }

    /// Where none of these is in a text, none of `all` is: the forms of the value's beginning are how those of the value
    /// begin, but for what it holds when it is base64 itself. Cheap however long the value is.
    var beginnings: [[UInt8]] {
        let start = SecretForms(Array(value.prefix(Self.beginning)))
        return Self.spaced([start.value] + start.encoded + start.hexadecimal + decoded)
    }

    /// In a query a `+` is a space, and a reader of escapes cannot tell what was meant: it reads both as a space.
    private static func spaced(_ forms: [[UInt8]]) -> [[UInt8]] {
        let plus = UInt8(ascii: "+")
        let others = forms.filter { $0.contains(plus) }.map { $0.map { $0 == plus ? UInt8(ascii: " ") : $0 } }
        return (forms + others).filter { !$0.isEmpty }
    }

    /// In small and in capital letters.
    private var hexadecimal: [[UInt8]] {
        guard value.count * 2 >= Self.shortestEncoded else { return [] }
        return ["0123456789abcdef", "0123456789ABCDEF"].map { digits in
            let digits = Array(digits.utf8)
            var form: [UInt8] = []
            form.reserveCapacity(value.count * 2)
            for byte in value {
                form.append(digits[Int(byte >> 4)])
                form.append(digits[Int(byte & 0xF)])
            }
            return form
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
            bare.allSatisfy(Self.isBase64), let content = Base64URL.decode(bare.map(Self.urlSafe))
        else { return [] }
        let password = content.drop { $0 != UInt8(ascii: ":") }.dropFirst()
        return [bare, content] + (password.count >= Self.shortestPassword ? [Array(password)] : [])
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        case _: false
        }
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
