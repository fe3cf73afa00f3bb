/// A piece of HTML.
enum HTMLToken: Hashable {
    case text(String)
    /// Names are in lower case; attributes are not kept.
    case start(String)
    case end(String)
}

/// Cuts HTML into tokens, forgiving as browsers are, in one pass whatever it is fed. Comments, declarations and what scripts and
/// styles hold are left out.
struct HTMLTokens: Sequence, IteratorProtocol {
    /// Elements whose content is no markup, up to their end tag.
    private static let rawElements: Set<String> = [
        "script", "style", "iframe", "noembed", "noframes", "xmp", "plaintext",
    ]

    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func next() -> HTMLToken? {
        while index < bytes.count {
            if bytes[index] != UInt8(ascii: "<") { return .text(readText()) }
            let following = index + 1 < bytes.count ? bytes[index + 1] : 0
            if Self.isLetter(following) {
                if let name = readTag(from: index + 1) {
                    if Self.rawElements.contains(name) { skipContent(of: name) } else { return .start(name) }
                }
            } else if following == UInt8(ascii: "/"), index + 2 < bytes.count, Self.isLetter(bytes[index + 2]) {
                if let name = readTag(from: index + 2) { return .end(name) }
            } else if bytes[index...].starts(with: Array("<!--".utf8)) {
                skip(past: "-->", from: index + 4)
            } else if bytes[index...].starts(with: Array("<![CDATA[".utf8)) {
                skip(past: "]]>", from: index + 9)
            } else if [UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: "/")].contains(following) {
                skip(past: ">", from: index + 1)
            } else {
                index += 1
                return .text("<")
            }
        }
        return nil
    }

    private mutating func readText() -> String {
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "<") { index += 1 }
        return Self.decoded(bytes[start..<index])
    }

    /// Its name; nil when it never ends, and then neither does what follows.
    private mutating func readTag(from start: Int) -> String? {
        var end = start
        while end < bytes.count, !Self.endsName(bytes[end]) { end += 1 }
        let name = String(decoding: bytes[start..<end], as: UTF8.self).lowercased()
        var quote: UInt8?
        var wasEqual = false
        while end < bytes.count {
            let byte = bytes[end]
            end += 1
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: ">") {
                index = end
                return name
            } else if wasEqual, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            }
            if byte != 0x20 { wasEqual = byte == UInt8(ascii: "=") && quote == nil }
        }
        index = bytes.count
        return nil
    }

    private mutating func skipContent(of name: String) {
        let closing = Array("</\(name)".utf8)
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "<"), matches(closing, at: index) {
                return skip(past: ">", from: index)
            }
            index += 1
        }
    }

    /// `lower` is in lower case.
    private func matches(_ lower: [UInt8], at start: Int) -> Bool {
        guard start + lower.count <= bytes.count else { return false }
        return lower.indices.allSatisfy { offset in
            let byte = bytes[start + offset]
            return byte == lower[offset] || Self.isLetter(byte) && byte | 0x20 == lower[offset]
        }
    }

    private mutating func skip(past end: String, from start: Int) {
        let pattern = Array(end.utf8)
        index = start
        while index < bytes.count {
            if bytes[index] == pattern[0], bytes[index...].starts(with: pattern) {
                index += pattern.count
                return
            }
            index += 1
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    private static func endsName(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/")
    }

    /// With named and numbered characters in their places.
    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
        var text: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "&"),
                let end = bytes[index...].prefix(34).firstIndex(of: UInt8(ascii: ";")),
                let scalar = HTMLEntities.scalar(Substring(decoding: bytes[(index + 1)..<end], as: UTF8.self))
            {
                text.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
                index = end + 1
            } else {
                text.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
