/// One header field. Names compare without case; values are bytes of the peer read as UTF-8.
package struct HTTPHeader: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

extension [HTTPHeader] {
    /// The first field of that name, whatever its case.
    package func value(of name: String) -> String? {
        first { $0.name.equalsIgnoringASCIICase(name) }?.value
    }
}

extension String {
    /// Whether two names are the same but for the case of ASCII letters. Nothing is allocated.
    func equalsIgnoringASCIICase(_ other: String) -> Bool {
        let (left, right) = (utf8, other.utf8)
        guard left.count == right.count else { return false }
        return zip(left, right).allSatisfy { $0 == $1 || $0.loweredASCII == $1.loweredASCII }
    }
}

extension UInt8 {
    /// The byte, an ASCII capital as its small letter.
    var loweredASCII: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}
