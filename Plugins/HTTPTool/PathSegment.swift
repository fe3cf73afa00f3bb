/// What may stand between two slashes of a path.
enum PathSegment {
    /// Whether a decoded segment is `.` or `..`, or would hold one for a server that takes an encoded slash for a slash.
    static func hasDots(_ decoded: String) -> Bool {
        // Bytes and not characters: a combining mark after a slash makes another character of it, and no other byte.
        decoded.utf8.split(omittingEmptySubsequences: false) { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
            .contains { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }
    }

    static func hasControlCharacter(_ decoded: String) -> Bool {
        decoded.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    }
}
