import CCurl

/// A URL that may be asked for, parsed once: what was checked is what libcurl connects to.
///
/// https://curl.se/libcurl/c/libcurl-url.html
// SAFETY: the handle is set in `init`, from then on only read (libcurl duplicates it), and freed in `deinit`.
final class RequestURL: @unchecked Sendable {
    private static let maximumLength = 8192

    let origin: Origin
    let handle: OpaquePointer

    init(_ text: String) throws(EgressError) {
        try Self.checkSpelling(of: text)
        guard let handle = curl_url() else { throw Self.refusal("no memory for a URL") }
        let flags = UInt32(CURLU_PATH_AS_IS | CURLU_DISALLOW_USER)
        guard curl_url_set(handle, CURLUPART_URL, text, flags) == CURLUE_OK,
            let scheme = Self.part(CURLUPART_SCHEME, of: handle),
            let host = Self.part(CURLUPART_HOST, of: handle),
            let portText = Self.part(CURLUPART_PORT, of: handle), let port = UInt16(portText), port > 0,
            let path = Self.part(CURLUPART_PATH, of: handle)
        else {
            curl_url_cleanup(handle)
            throw Self.refusal("the URL's host or port is malformed")
        }
        self.handle = handle
        origin = Origin(scheme: scheme, host: Self.canonical(host), port: port)
        // From here on `deinit` frees the handle.
        guard !DotSegments.occur(in: path.utf8) else {
            throw Self.refusal("the URL's path has a segment \".\" or \"..\"")
        }
    }

    deinit { curl_url_cleanup(handle) }

    /// The absolute URL that a `Location` of a response to this one means.
    func resolving(_ location: String) throws(EgressError) -> String {
        guard let target = curl_url_dup(handle) else { throw Self.refusal("no memory for a URL") }
        defer { curl_url_cleanup(target) }
        let flags = UInt32(CURLU_DISALLOW_USER | CURLU_URLENCODE)
        guard curl_url_set(target, CURLUPART_URL, location, flags) == CURLUE_OK,
            let url = Self.part(CURLUPART_URL, of: target)
        else { throw Self.refusal("the redirect's Location is not a URL that may be asked for") }
        return url
    }

    /// Refuses what two parsers could read in two ways, or what would leave its line of the request.
    private static func checkSpelling(of text: String) throws(EgressError) {
        let bytes = text.utf8
        guard bytes.count <= maximumLength else { throw refusal("the URL is longer than \(maximumLength) bytes") }
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x5C }) else {
            throw refusal("the URL has a character that must be percent-encoded")
        }
        guard let colon = bytes.firstIndex(of: 0x3A) else { throw refusal("the URL has no scheme") }
        let scheme = String(text[..<colon])
        guard scheme.equalsIgnoringASCIICase("http") || scheme.equalsIgnoringASCIICase("https") else {
            throw refusal("the URL's scheme is neither http nor https")
        }
        let rest = bytes[colon...].dropFirst()
        guard rest.starts(with: [0x2F, 0x2F]) else { throw refusal("the URL has no host") }
        let authority = Substring(rest.dropFirst(2).prefix { $0 != 0x2F && $0 != 0x3F && $0 != 0x23 }).utf8
        guard !authority.isEmpty else { throw refusal("the URL has no host") }
        guard !authority.contains(0x40) else { throw refusal("the URL has user information") }
        guard authority.allSatisfy({ $0.isHostByte }) else {
            throw refusal("the URL's host has a character that no host name has")
        }
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        let flags = part == CURLUPART_PORT ? UInt32(CURLU_DEFAULT_PORT) : 0
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        // SAFETY: libcurl allocated it for us; copied, then freed here.
        defer { curl_free(text) }
        return String(cString: text)
    }

    private static func canonical(_ host: String) -> String {
        host.first == "[" ? String(host.dropFirst().dropLast()).lowercased() : host.lowercased()
    }

    private static func refusal(_ message: String) -> EgressError { EgressError(.invalidURL, message) }
}

extension UInt8 {
    /// Whether the byte occurs in a host or port: letters, digits, `-`, `.`, `_`, and `[`, `]`, `:`.
    var isHostByte: Bool {
        switch self {
        case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x5B, 0x5D: true
        default: false
        }
    }
}
