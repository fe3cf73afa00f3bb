/// A place in a distributed trace, as W3C Trace Context writes it (https://www.w3.org/TR/trace-context/).
package struct TraceContext: Sendable, Hashable {
    /// 32 lower-case hexadecimal digits, not all 0.
    package let traceID: String
    /// 16 lower-case hexadecimal digits, not all 0: the span that requests made from here have as their parent.
    package let spanID: String
    package let isSampled: Bool

    /// The start of a trace that nobody records.
    package init() {
        traceID = Self.random(digits: 32)
        spanID = Self.random(digits: 16)
        isSampled = false
    }

    /// A new span in the trace that a `traceparent` names; nil where it is not well formed.
    package init?(continuing traceparent: String) {
        let parts = traceparent.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard traceparent.utf8.count <= 512, parts.count >= 4, parts[0].count == 2, parts[1].count == 32,
            parts[2].count == 16, parts[3].count == 2, parts[0...3].allSatisfy({ $0.allSatisfy(Self.isHexadecimal) }),
            parts[1].contains(where: { $0 != 0x30 }), parts[2].contains(where: { $0 != 0x30 }),
            // Version ff is invalid; version 00 has four parts and no more.
            !parts[0].elementsEqual("ff".utf8), parts.count == 4 || !parts[0].elementsEqual("00".utf8),
            let flags = UInt8(String(decoding: parts[3], as: UTF8.self), radix: 16)
        else { return nil }
        traceID = String(decoding: parts[1], as: UTF8.self)
        spanID = Self.random(digits: 16)
        isSampled = flags & 1 == 1
    }

    /// The header of requests made from here.
    package var traceparent: String { "00-\(traceID)-\(spanID)-0\(isSampled ? 1 : 0)" }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }

    /// Groups of 16 digits, none of them all 0.
    private static func random(digits: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        var text = ""
        while text.utf8.count < digits {
            let number = String(UInt64.random(in: 1...UInt64.max, using: &generator), radix: 16)
            text += String(repeating: "0", count: 16 - number.utf8.count) + number
        }
        return text
    }
}
