import PluginABI

/// A request for the host to send.
public struct HTTPRequest: Sendable {
    /// Whose name a request goes out in. The host knows the values and sends them to the tool row's own origins only.
    public enum Authorization: Sendable, Hashable {
        /// No `Authorization` field.
        case none
        /// The caller's own token.
        case userJWT
        /// A secret of the tenant's that is bound to the tool row, by name.
        case credential(String)
    }

    /// GET, HEAD, POST, PUT, PATCH or DELETE.
    public var method: String
    /// Absolute, http or https.
    public var url: String
    /// In order. `Authorization`, `Cookie`, `Host`, `Content-Length` and what belongs to the connection are refused.
    public var headers: [(name: String, value: String)] = []
    /// Empty for none; at most 1 MiB.
    public var body: [UInt8] = []
    /// Whose name the request goes out in.
    public var authorization: Authorization = .none
    /// How many bytes of body the response may have: at most 1 MiB, 100 KB (102 400) unless said.
    public var maximumResponseBytes = Int(AH_MAX_PAYLOAD)
    /// How many redirects to follow, at most 5. A 3xx that is not followed is a response like any other.
    public var redirects = 0

    /// A request without headers and body.
    public init(method: String, url: String) {
        self.method = method
        self.url = url
    }

    var head: JSON {
        let auth: JSON =
            switch authorization {
            case .none: nil
            case .userJWT: ["user_jwt": true]
            case .credential(let name): ["credential": .string(name)]
            }
        return [
            "method": .string(method), "url": .string(url),
            "headers": .object(headers.map { JSONMember($0.name, .string($0.value)) }), "auth": auth,
            "max_bytes": .number(JSONNumber(maximumResponseBytes)), "redirects": .number(JSONNumber(redirects)),
        ]
    }
}
