import HubCore

enum XMLEvent: Hashable {
    /// Names are as written, with their prefixes.
    case start(String, [String: String])
    case end(String)
    case text(String)
}

/// Reads XML from its beginning to its end and keeps no tree. It refuses document type declarations, and with them every
/// entity but XML's own five: nothing expands, nothing outside is read.
struct XMLScanner {
    /// Elements that may be open at once. Office documents have some thirty.
    private static let depthLimit = 256

    private let bytes: [UInt8]
    private var index = 0
    private var open: [String] = []
    private var wasEmptyElement = false
    private var hasRoot = false

    init(_ bytes: [UInt8]) throws(DocumentFailure) {
        guard let encoding = TextEncoding.detect(bytes.prefix(4096)), encoding != .windows1258 else {
            throw Self.broken
        }
        self.bytes = Array(encoding.decode(bytes).utf8)
    }

    /// nil: it has ended, and everything that was opened was closed.
    mutating func next() throws(DocumentFailure) -> XMLEvent? {
        if wasEmptyElement {
            wasEmptyElement = false
            return .end(open.removeLast())
        }
        while index < bytes.count {
            if bytes[index] != UInt8(ascii: "<") {
                let text = try readText()
                if !open.isEmpty { return .text(text) }
                guard text.allSatisfy(\.isWhitespace) else { throw Self.broken }
            } else if starts("<!--") {
                try skip(past: "-->", from: index + 4)
            } else if starts("<![CDATA[") {
                let start = index + 9
                try skip(past: "]]>", from: start)
                guard !open.isEmpty else { throw Self.broken }
                return .text(String(decoding: bytes[start..<index - 3], as: UTF8.self))
            } else if starts("<?") {
                try skip(past: "?>", from: index + 2)
            } else if starts("<!") {
                throw DocumentFailure(.broken, "The document has a document type declaration, which is not read.")
            } else if starts("</") {
                return try readEnd()
            } else {
                return try readStart()
            }
        }
        guard open.isEmpty, hasRoot else { throw Self.broken }
        return nil
    }

    private static let broken = DocumentFailure(.broken, "The document's XML is broken.")

    private func starts(_ text: String) -> Bool { bytes[index...].starts(with: text.utf8) }

    private mutating func skip(past end: String, from start: Int) throws(DocumentFailure) {
        let pattern = Array(end.utf8)
        index = start
        while index < bytes.count {
            if bytes[index] == pattern[0], bytes[index...].starts(with: pattern) {
                index += pattern.count
                return
            }
            index += 1
        }
        throw Self.broken
    }

    private mutating func readText() throws(DocumentFailure) -> String {
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "<") { index += 1 }
        return try decoded(start..<index)
    }

    private mutating func readName() throws(DocumentFailure) -> String {
        let start = index
        while index < bytes.count, !Self.endsName(bytes[index]) { index += 1 }
        guard index > start, index - start <= 256 else { throw Self.broken }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        byte <= 0x20 || [UInt8(ascii: ">"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "<")].contains(byte)
    }

    private mutating func skipSpace() { while index < bytes.count, bytes[index] <= 0x20 { index += 1 } }

    private mutating func take(_ character: Unicode.Scalar) throws(DocumentFailure) {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { throw Self.broken }
        index += 1
    }

    private mutating func readEnd() throws(DocumentFailure) -> XMLEvent {
        index += 2
        let name = try readName()
        skipSpace()
        try take(">")
        guard open.popLast() == name else { throw Self.broken }
        return .end(name)
    }

    private mutating func readStart() throws(DocumentFailure) -> XMLEvent {
        index += 1
        let name = try readName()
        guard !(open.isEmpty && hasRoot) else { throw Self.broken }
        guard open.count < Self.depthLimit else {
            throw DocumentFailure(.broken, "The document's XML is nested deeper than \(Self.depthLimit) elements.")
        }
        var attributes: [String: String] = [:]
        while true {
            skipSpace()
            guard index < bytes.count else { throw Self.broken }
            if bytes[index] == UInt8(ascii: ">") || bytes[index] == UInt8(ascii: "/") { break }
            let attribute = try readName()
            skipSpace()
            try take("=")
            skipSpace()
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'"),
                let end = bytes[(index + 1)...].firstIndex(of: bytes[index])
            else { throw Self.broken }
            guard attributes.count < 1000, attributes[attribute] == nil else { throw Self.broken }
            attributes[attribute] = try decoded(index + 1..<end)
            index = end + 1
        }
        if bytes[index] == UInt8(ascii: "/") {
            index += 1
            wasEmptyElement = true
        }
        try take(">")
        hasRoot = true
        open.append(name)
        return .start(name, attributes)
    }

    private func decoded(_ range: Range<Int>) throws(DocumentFailure) -> String {
        let slice = bytes[range]
        guard slice.contains(UInt8(ascii: "&")) else { return String(decoding: slice, as: UTF8.self) }
        var text: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            guard bytes[index] == UInt8(ascii: "&") else {
                text.append(bytes[index])
                index += 1
                continue
            }
            guard let end = bytes[index..<min(index + 12, range.upperBound)].firstIndex(of: UInt8(ascii: ";")),
                let scalar = Self.scalar(Substring(decoding: bytes[(index + 1)..<end], as: UTF8.self)),
                let encoded = UTF8.encode(scalar)
            else { throw Self.broken }
            text.append(contentsOf: encoded)
            index = end + 1
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func scalar(_ name: Substring) -> Unicode.Scalar? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        case _ where name.hasPrefix("#x"): return UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
        case _ where name.hasPrefix("#"): return UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init)
        case _: return nil
        }
    }
}
