import HubCore
import HubEgress
import PluginABI

/// The head of a plugin's HTTP request, read strictly: what is unknown or out of place is refused.
struct HTTPServiceHead: Sendable, Equatable {
    enum Authorization: Sendable, Equatable {
        case none
        case userJWT
        case credential(CredentialHeader)
    }

    /// A credential by its name, and how it is written.
    struct CredentialHeader: Sendable, Equatable {
        var name: String
        var header = "Authorization"
        /// Before the value, with a space; empty for the value alone.
        var scheme = "Bearer"
    }

    /// What is wrong with a head; names the member and never its value.
    struct Problem: Error, Equatable {
        let message: String
        init(_ message: String) { self.message = message }
    }

    static let maximumBytes = 64 << 10
    private static let maximumHeaders = 64
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
    /// The host's to set, or none of a plugin's business.
    private static let reserved: Set<String> = [
        "authorization", "proxy-authorization", "proxy-connection", "cookie", "host", "content-length", "connection",
        "transfer-encoding", "te", "trailer", "upgrade", "keep-alive", "expect",
    ]

    var method = ""
    var url = ""
    var headers: [HTTPHeader] = []
    var authorization = Authorization.none
    var maximumBytes = Int(AH_MAX_PAYLOAD)
    var timeout: Duration?
    var redirects = 0

    init(_ bytes: [UInt8]) throws(Problem) {
        let document: JSONValue
        do { document = try JSONValue(parsing: bytes) } catch { throw Problem("the head is not JSON: \(error)") }
        guard let members = document.objectValue else { throw Problem("the head is not an object") }
        for (name, value) in members { try read(name, value) }
        if method.isEmpty { throw Problem("method is missing") }
        if url.isEmpty { throw Problem("url is missing") }
    }

    private mutating func read(_ name: String, _ value: JSONValue) throws(Problem) {
        switch name {
        case "method":
            guard let text = value.stringValue, Self.methods.contains(text) else {
                throw Problem("method is none of \(Self.methods.sorted().joined(separator: ", "))")
            }
            method = text
        case "url":
            guard let text = value.stringValue, !text.isEmpty else { throw Problem("url is not a text") }
            url = text
        case "headers": headers = try Self.headers(value)
        case "auth": authorization = try Self.authorization(value)
        case "max_bytes": maximumBytes = try Self.number(name, value, 1...Int(AH_MAX_HTTP_BODY))
        case "timeout_ms": timeout = .milliseconds(try Self.number(name, value, 1...86_400_000))
        case "redirects": redirects = try Self.number(name, value, 0...5)
        case _: throw Problem("the member \"\(name.prefix(64))\" is unknown")
        }
    }

    private static func number(_ name: String, _ value: JSONValue, _ range: ClosedRange<Int>) throws(Problem) -> Int {
        guard let number = value.intValue, range.contains(number) else {
            throw Problem("\(name) is not a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func headers(_ value: JSONValue) throws(Problem) -> [HTTPHeader] {
        guard let members = value.objectValue, members.count <= maximumHeaders else {
            throw Problem("headers is not an object of at most \(maximumHeaders) members")
        }
        var headers: [HTTPHeader] = []
        for (name, value) in members {
            guard isToken(name) else { throw Problem("a header's name is not one") }
            guard !reserved.contains(name.lowercased()) else {
                throw Problem("the header \(name) is the host's to set")
            }
            guard let text = value.stringValue, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw Problem("the header \(name) has no text without control characters")
            }
            headers.append(HTTPHeader(name: name, value: text))
        }
        return headers
    }

    private static func authorization(_ value: JSONValue) throws(Problem) -> Authorization {
        if value.isNull { return .none }
        guard let members = value.objectValue else { throw Problem("auth is neither null nor an object") }
        if members.count == 1, members["user_jwt"]?.boolValue == true { return .userJWT }
        guard let name = members["credential"]?.stringValue, !name.isEmpty, name.utf8.count <= 128 else {
            throw Problem("auth is neither {\"user_jwt\": true} nor {\"credential\": NAME}")
        }
        var credential = CredentialHeader(name: name)
        for (member, value) in members where member != "credential" {
            switch (member, value.stringValue) {
            case ("header", let text?) where isToken(text) && mayCarryCredential(text): credential.header = text
            case ("scheme", let text?) where text.isEmpty || isToken(text): credential.scheme = text
            case _: throw Problem("auth's member \"\(member.prefix(64))\" is unknown or not what it should be")
            }
        }
        return .credential(credential)
    }

    private static func mayCarryCredential(_ header: String) -> Bool {
        let name = header.lowercased()
        return name == "authorization" || !reserved.contains(name)
    }

    /// RFC 9110 §5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 128
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                case _: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
