import HubCore

/// Which methods and headers may be sent.
enum HeaderRules {
    /// Those that frame the message, belong to one connection, or are the engine's own business.
    private static let reserved = [
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade", "TE", "Trailer",
        "Trailers", "Expect", "Accept-Encoding", "HTTP2-Settings", "Proxy-Connection", "Proxy-Authorization",
        "Proxy-Authenticate",
    ]
    /// Those that may go to an origin that the caller did not name.
    private static let harmless = [
        "Accept", "Accept-Language", "Content-Type", "Content-Language", "User-Agent", "traceparent", "tracestate",
    ]
    private static let content = ["Content-Type", "Content-Language", "Content-Encoding", "Content-MD5", "Digest"]

    static func check(_ request: EgressRequest) throws(EgressError) {
        guard isToken(request.method) else { throw refusal("the method is not an HTTP token") }
        guard request.method != "CONNECT", request.method != "TRACE" else {
            throw refusal("the method \(request.method) is not sent")
        }
        guard request.method != "HEAD" || request.body == nil else { throw refusal("a HEAD request has no body") }
        for header in request.headers { try check(name: header.name, value: header.value) }
        if let authorization = request.authorization {
            try check(name: authorization.name, value: authorization.value.reveal())
            guard request.headers.value(of: authorization.name) == nil else {
                throw refusal("the authorization's header is also among the headers")
            }
        }
    }

    static func mayCrossOrigins(_ name: String) -> Bool { harmless.contains { $0.equalsIgnoringASCIICase(name) } }

    static func describesContent(_ name: String) -> Bool { content.contains { $0.equalsIgnoringASCIICase(name) } }

    private static func check(name: String, value: String) throws(EgressError) {
        guard isToken(name) else { throw refusal("a header's name is not an HTTP token") }
        guard !reserved.contains(where: { $0.equalsIgnoringASCIICase(name) }) else {
            throw refusal("the header \(name) is set by the engine only")
        }
        guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
            throw refusal("a header's value has a control character")
        }
    }

    /// RFC 9110, section 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
                default: false
                }
            }
    }

    private static func refusal(_ message: String) -> EgressError { EgressError(.invalidRequest, message) }
}
