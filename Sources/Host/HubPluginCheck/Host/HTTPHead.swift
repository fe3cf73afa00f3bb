import HubCore
import PluginABI

/// The head of a plugin's HTTP request, as far as the header says what stands in it.
struct HTTPHead: Sendable {
    struct Problem: Error {
        let message: String
    }

    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
    private static let members: Set<String> = [
        "method", "url", "headers", "auth", "max_bytes", "timeout_ms", "redirects",
    ]
    private static let reserved: Set<String> = [
        "authorization", "proxy-authorization", "proxy-connection", "cookie", "host", "content-length", "connection",
        "transfer-encoding", "te", "trailer", "upgrade", "keep-alive", "expect",
    ]

    let method: String
    let maximumBytes: Int

    init(_ bytes: [UInt8]) throws(Problem) {
        let json: JSONValue
        do { json = try JSONValue(parsing: bytes) } catch { throw Problem(message: "its head is not JSON: \(error)") }
        guard let object = json.objectValue else { throw Problem(message: "its head is not an object") }
        for name in object.keys where !Self.members.contains(name) {
            throw Problem(message: "its head has the member \"\(name)\", which is unknown")
        }
        guard let method = object["method"]?.stringValue, Self.methods.contains(method) else {
            throw Problem(message: "its method is none of \(Self.methods.sorted().joined(separator: ", "))")
        }
        guard let url = object["url"]?.stringValue, url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw Problem(message: "its url does not begin with http:// or https://")
        }
        for (name, value) in object["headers"]?.objectValue ?? [:] {
            guard !Self.reserved.contains(name.lowercased()) else {
                throw Problem(message: "the header field \(name) is the host's to set")
            }
            guard value.stringValue != nil else { throw Problem(message: "the header field \(name) is no text") }
        }
        self.method = method
        maximumBytes = object["max_bytes"]?.intValue ?? Int(AH_MAX_PAYLOAD)
        guard (1...Int(AH_MAX_HTTP_BODY)).contains(maximumBytes) else {
            throw Problem(message: "its max_bytes is not from 1 to \(AH_MAX_HTTP_BODY)")
        }
    }
}
