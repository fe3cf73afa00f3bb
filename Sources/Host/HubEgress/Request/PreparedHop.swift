import CCurl
import HubCore

/// One hop of a request, checked, and in the form that libcurl takes. Made on the caller's thread, used on the engine's.
// SAFETY: everything is set in `init` and only read afterwards; the list is freed in `deinit`.
final class PreparedHop: @unchecked Sendable {
    let url: RequestURL
    let method: String
    let body: [UInt8]?
    /// Whether the operator's list names the host, so that any address of it will do.
    let hostIsNamed: Bool
    /// Whether libcurl may send it again when a kept connection turns out to be dead: the method is idempotent
    /// (RFC 9110, section 9.2.2) or the caller gave an idempotency key.
    let isRepeatable: Bool
    let headers: UnsafeMutablePointer<curl_slist>?

    init(_ request: EgressRequest, policy: EgressPolicy) throws(EgressError) {
        try HeaderRules.check(request)
        let url = try RequestURL(request.url)
        self.url = url
        guard !policy.reserves(host: url.origin.host, port: url.origin.port) else {
            throw EgressError.denied(url.origin.host)
        }
        method = request.method
        body = request.body ?? (["POST", "PUT", "PATCH"].contains(request.method) ? [] : nil)
        hostIsNamed = policy.names(url.origin)
        isRepeatable = Self.isRepeatable(request)
        headers = Self.list(request, origin: url.origin, hasBody: body != nil)
    }

    deinit { curl_slist_free_all(headers) }

    private static func isRepeatable(_ request: EgressRequest) -> Bool {
        switch request.method {
        case "GET", "HEAD", "OPTIONS", "PUT", "DELETE": true
        default: request.headers.value(of: "Idempotency-Key") != nil
        }
    }

    private static func list(
        _ request: EgressRequest, origin: Origin, hasBody: Bool
    ) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        var namesAgent = false
        var namesType = false
        func add(_ line: String) {
            // SAFETY: libcurl copies the line; nil would mean no memory, and then the list stays as it was.
            list = curl_slist_append(list, line) ?? list
        }
        for header in request.headers {
            add(line(header.name, header.value))
            namesAgent = namesAgent || header.name.equalsIgnoringASCIICase("User-Agent")
            namesType = namesType || header.name.equalsIgnoringASCIICase("Content-Type")
        }
        if let authorization = request.authorization, authorization.origins.contains(origin) {
            add(line(authorization.name, authorization.value.reveal()))
        }
        if !namesAgent { add("User-Agent: AgentHub") }
        // A name and a colon take away what libcurl would add by itself: the type of a form, and a wait for 100.
        if hasBody {
            if !namesType { add("Content-Type:") }
            add("Expect:")
        }
        return list
    }

    /// https://curl.se/libcurl/c/CURLOPT_HTTPHEADER.html: a header without content ends in a semicolon.
    private static func line(_ name: String, _ value: String) -> String {
        value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? "\(name);" : "\(name): \(value)"
    }
}
