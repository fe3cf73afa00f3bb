/// Masks what looks like a secret in a text that is about to be logged or shown: a last net below the rule that secrets
/// travel as `Secret`, for texts that come from outside (a plugin's log line, an upstream's error).
///
/// Masked are JWTs, Fernet tokens, keys that begin as providers' keys do, what follows `Bearer` or `Basic`, and the user
/// information of URLs.
package enum SecretRedaction {
    private static let mask = Array("•••".utf8)
    private static let beginnings = ["eyJ", "gAAAA", "sk-", "AIza", "ghp_", "xoxb-"].map { Array($0.utf8) }
    private static let schemes = ["bearer ", "basic "].map { Array($0.utf8) }
    private static let authority = Array("://".utf8)
    /// Shorter runs are words.
    private static let shortest = 16

    package static func redact(_ text: String) -> String {
        var text = text
        return text.withUTF8 { bytes in redacted(bytes) } ?? text
    }

    /// nil when there is nothing to mask, which is nearly always.
    private static func redacted(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        var output: [UInt8]?
        var copied = 0
        var index = 0
        while index < bytes.count {
            guard let secret = secret(in: bytes, at: index) else {
                index += 1
                continue
            }
            output = (output ?? []) + bytes[copied..<secret.lowerBound] + mask
            copied = secret.upperBound
            index = secret.upperBound
        }
        guard let output else { return nil }
        return String(decoding: output + bytes[copied...], as: UTF8.self)
    }

    /// The secret whose mark begins at the index.
    private static func secret(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Range<Int>? {
        switch bytes[index] {
        case UInt8(ascii: ":") where begins(authority, bytes, index): return userInformation(in: bytes, from: index + 3)
        case UInt8(ascii: "b"), UInt8(ascii: "B"):
            guard let scheme = schemes.first(where: { beginsIgnoringCase($0, bytes, index) }) else { return nil }
            let end = endOfRun(in: bytes, from: index + scheme.count)
            return end - index - scheme.count < 8 ? nil : index + scheme.count..<end
        case _:
            guard !isInsideOfAWord(bytes, index), beginnings.contains(where: { begins($0, bytes, index) })
            else { return nil }
            let end = endOfRun(in: bytes, from: index)
            return end - index < shortest ? nil : index..<end
        }
    }

    /// `user:password` before an `@`, if there is one before the authority ends.
    private static func userInformation(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Range<Int>? {
        for index in start..<bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "@"): return index == start ? nil : start..<index
            case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "\""), 0...0x20: return nil
            case _: continue
            }
        }
        return nil
    }

    private static func endOfRun(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        bytes[start...].firstIndex { !isTokenByte($0) } ?? bytes.count
    }

    private static func begins(_ mark: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        index + mark.count <= bytes.count && mark.indices.allSatisfy { mark[$0] == bytes[index + $0] }
    }

    private static func beginsIgnoringCase(_ mark: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        index + mark.count <= bytes.count
            && mark.indices.allSatisfy { place in
                let byte = bytes[index + place]
                return mark[place] == (0x41...0x5A ~= byte ? byte | 0x20 : byte)
            }
    }

    /// Whether the byte before the index belongs to the same word: a letter, a digit, `-` or `_`, unless it ends an escape
    /// of JSON, as a new line's `\n` does.
    private static func isInsideOfAWord(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
        func stands(_ character: Unicode.Scalar, before count: Int) -> Bool {
            index >= count && bytes[index - count] == UInt8(ascii: character)
        }
        guard index > 0 else { return false }
        switch bytes[index - 1] {
        case UInt8(ascii: "-"), UInt8(ascii: "_"): return true
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A:
            return !stands("\\", before: 2) && !(stands("u", before: 5) && stands("\\", before: 6))
        case _: return false
        }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case _: "-_.=+/~".utf8.contains(byte)
        }
    }
}
