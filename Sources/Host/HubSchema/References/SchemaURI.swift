/// A URI reference in its five parts, and its resolution against a base (RFC 3986 §5).
struct SchemaURI: Hashable, CustomStringConvertible {
    var scheme: String?
    var authority: String?
    var path: String
    var query: String?
    /// As written, percent-encoding included.
    var fragment: String?

    init(_ text: String) {
        var rest = text.unicodeScalars[...]
        fragment = Self.cut(&rest, after: "#")
        query = Self.cut(&rest, after: "?")
        scheme = nil
        if let colon = rest.firstIndex(of: ":"), rest[..<colon].first?.properties.isAlphabetic == true,
            rest[..<colon].allSatisfy({
                $0.isASCII && ($0.properties.isIDContinue || "+-.".unicodeScalars.contains($0))
            })
        {
            scheme = String(rest[..<colon])
            rest = rest[rest.index(after: colon)...]
        }
        authority = nil
        if rest.starts(with: "//".unicodeScalars) {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex(of: "/") ?? rest.endIndex
            authority = String(rest[..<end])
            rest = rest[end...]
        }
        path = String(rest)
    }

    private static func cut(_ text: inout String.UnicodeScalarView.SubSequence, after mark: Unicode.Scalar) -> String? {
        guard let position = text.firstIndex(of: mark) else { return nil }
        let tail = String(text[text.index(after: position)...])
        text = text[..<position]
        return tail
    }

    var description: String {
        var text = scheme.map { "\($0):" } ?? ""
        if let authority { text += "//\(authority)" }
        text += path
        if let query { text += "?\(query)" }
        if let fragment { text += "#\(fragment)" }
        return text
    }

    var withoutFragment: SchemaURI {
        var uri = self
        uri.fragment = nil
        return uri
    }

    /// The reference read from a document whose base is this URI.
    func resolving(_ reference: SchemaURI) -> SchemaURI {
        var target = reference
        if reference.scheme != nil {
            target.path = Self.withoutDots(reference.path)
            return target
        }
        target.scheme = scheme
        if reference.authority != nil {
            target.path = Self.withoutDots(reference.path)
            return target
        }
        target.authority = authority
        if reference.path.isEmpty {
            target.path = path
            target.query = reference.query ?? query
        } else if reference.path.utf8.first == UInt8(ascii: "/") {
            target.path = Self.withoutDots(reference.path)
        } else {
            target.path = Self.withoutDots(merged(with: reference.path))
        }
        return target
    }

    private func merged(with relative: String) -> String {
        if authority != nil, path.isEmpty { return "/" + relative }
        guard let slash = path.unicodeScalars.lastIndex(of: "/") else { return relative }
        return String(path.unicodeScalars[...slash]) + relative
    }

    private static func withoutDots(_ path: String) -> String {
        guard path.unicodeScalars.contains("."), path.unicodeScalars.contains("/") else { return path }
        var kept: [Substring.UnicodeScalarView] = []
        let parts = path.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false)
        for (position, part) in parts.enumerated() {
            let isLast = position == parts.count - 1
            switch String(part) {
            case ".": if isLast { kept.append(""[...].unicodeScalars) }
            case "..":
                if kept.count > 1 || kept.first?.isEmpty == false { kept.removeLast() }
                if isLast { kept.append(""[...].unicodeScalars) }
            case _: kept.append(part)
            }
        }
        return kept.map(String.init).joined(separator: "/")
    }
}

extension SchemaURI {
    /// The fragment with its percent-encoding undone; nil where that is not valid.
    var decodedFragment: String? {
        guard let fragment else { return "" }
        var bytes: [UInt8] = []
        var source = Array(fragment.utf8)[...]
        while let byte = source.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = source.popFirst(), let low = source.popFirst(),
                let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
