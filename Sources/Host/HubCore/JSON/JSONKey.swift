import Glibc

/// A member's name, equal to another only when it has the same code points.
///
/// Swift's strings are equal when they are canonically equivalent (`é` in one code point or in two); JSON's names are
/// not (RFC 8259 §8.3), and hashing the normalised form would let a hostile document collide names at will.
package struct JSONKey: Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }

    /// Whether two names have the same code points.
    package static func areEqual(_ left: String, _ right: String) -> Bool {
        let count = left.utf8.count
        // Equivalence is quickly refuted, and rarely more than equality.
        guard count == right.utf8.count, left == right else { return false }
        var left = left
        var right = right
        // SAFETY: both buffers hold `count` bytes for the length of these closures, and neither leaves them.
        return left.withUTF8 { left in
            right.withUTF8 { right in
                guard let start = left.baseAddress, let other = right.baseAddress else { return count == 0 }
                return memcmp(start, other, count) == 0
            }
        }
    }
}

extension JSONKey: Hashable {
    package static func == (left: JSONKey, right: JSONKey) -> Bool { areEqual(left.text, right.text) }

    package func hash(into hasher: inout Hasher) {
        var text = text
        // SAFETY: the hasher reads the buffer inside the closure only.
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}
