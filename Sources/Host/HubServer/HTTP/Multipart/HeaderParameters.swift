/// A header's value with its parameters: `form-data; name="file"; filename="a.pdf"` (RFC 9110 §5.6.6).
struct HeaderParameters {
    /// In lower case.
    let value: String
    /// As they stand, without quotes; names in lower case.
    private(set) var parameters: [String: [UInt8]] = [:]

    /// nil: not of that form, or a parameter stands twice.
    init?(_ bytes: some Collection<UInt8>) {
        var rest = Array(bytes)[...]
        let semicolon = rest.firstIndex(of: UInt8(ascii: ";")) ?? rest.endIndex
        let value = Self.trimmed(rest[..<semicolon])
        guard !value.isEmpty, value.allSatisfy({ Self.isToken($0) || $0 == UInt8(ascii: "/") }) else { return nil }
        self.value = String(decoding: value, as: UTF8.self).lowercased()
        rest = rest[semicolon...]
        while !rest.isEmpty {
            guard rest.removeFirst() == UInt8(ascii: ";") else { return nil }
            rest = rest.drop(while: Self.isSpace)
            // A semicolon may stand at the end.
            if rest.isEmpty { break }
            let name = rest.prefix(while: Self.isToken)
            rest = rest[name.endIndex...]
            guard !name.isEmpty, rest.popFirst() == UInt8(ascii: "="), let value = Self.value(&rest) else { return nil }
            rest = rest.drop(while: Self.isSpace)
            let key = String(decoding: name, as: UTF8.self).lowercased()
            guard parameters.updateValue(value, forKey: key) == nil else { return nil }
        }
    }

    /// A token, or a quoted string. Browsers write a backslash as it is, other programs write one before it and before a
    /// quotation mark: so only those two are taken back.
    private static func value(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard rest.first == UInt8(ascii: "\"") else {
            let token = rest.prefix(while: isToken)
            rest = rest[token.endIndex...]
            return token.isEmpty ? nil : Array(token)
        }
        rest.removeFirst()
        var value: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return value
            case UInt8(ascii: "\\"):
                if let next = rest.first, next == UInt8(ascii: "\"") || next == UInt8(ascii: "\\") {
                    value.append(next)
                    rest.removeFirst()
                } else {
                    value.append(byte)
                }
            case _: value.append(byte)
            }
        }
        return nil
    }

    /// Of a token (RFC 9110 §5.6.2).
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case _: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes.drop(while: isSpace)
        while bytes.last.map(isSpace) == true { bytes.removeLast() }
        return bytes
    }
}
