/// Scheme, host and port of a URL, lower-case and with the port written out.
struct Origin: Hashable, Sendable {
    let scheme: String
    let host: String
    let port: UInt16

    /// Cuts a URL after its authority.
    static func split(_ url: String) throws(TemplateText.Problem) -> (origin: Origin, rest: Substring) {
        let lowercased = url.lowercased()
        guard let scheme = ["https", "http"].first(where: { lowercased.hasPrefix("\($0)://") }) else {
            throw TemplateText.Problem(message: "it does not start with http:// or https://")
        }
        let afterScheme = url.dropFirst(scheme.count + 3)
        let end = afterScheme.firstIndex { "/?#\\".contains($0) } ?? afterScheme.endIndex
        let rest = afterScheme[end...]
        guard rest.first != "\\" else { throw TemplateText.Problem(message: "a backslash follows its host") }
        let authority = afterScheme[..<end].lowercased()
        guard !authority.contains("{"), !authority.contains("}") else {
            throw TemplateText.Problem(message: "a placeholder stands in its host, where none is allowed")
        }
        guard !authority.contains("@") else {
            throw TemplateText.Problem(message: "it has a user before its host; the row's auth says who calls")
        }
        // An IPv6 address has colons of its own, inside brackets.
        let bracket = authority.lastIndex(of: "]").map { authority.index(after: $0) } ?? authority.startIndex
        let colon = authority[bracket...].firstIndex(of: ":")
        let host = authority[..<(colon ?? authority.endIndex)]
        let port = colon.map { authority[authority.index(after: $0)...] } ?? (scheme == "http" ? "80" : "443")
        guard isHost(host) else { throw TemplateText.Problem(message: "its host is no name or address") }
        guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(port), number > 0 else {
            throw TemplateText.Problem(message: "its port is no number from 1 to 65535")
        }
        return (Origin(scheme: scheme, host: String(host), port: number), rest)
    }

    /// The origin as a URL begins.
    var text: String {
        let isDefault = port == (scheme == "http" ? 80 : 443)
        return isDefault ? "\(scheme)://\(host)" : "\(scheme)://\(host):\(port)"
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.hasPrefix("[") {
            return host.hasSuffix("]") && host.utf8.count > 3
                && host.dropFirst().dropLast().allSatisfy { $0.isASCII && ($0.isHexDigit || $0 == ":" || $0 == ".") }
        }
        return !host.isEmpty && host.first != "."
            && host.utf8.allSatisfy { PercentEncoding.isAlphanumeric($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
    }
}
