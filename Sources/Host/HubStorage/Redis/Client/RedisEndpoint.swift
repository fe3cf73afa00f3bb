import HubCore

/// Where a Redis listens and how to log in: `redis://[user:password@]host[:port][/db]`.
package struct RedisEndpoint: Sendable, Hashable {
    package let host: String
    package let port: UInt16
    package let user: String?
    package let password: Secret?
    package let database: Int

    /// Throws a sentence about the form; whether somebody listens there is not asked. A part of the URL with other
    /// characters is percent-encoded; a password alone is written `redis://:password@host`.
    package init(url: String) throws(RedisURLError) {
        guard !url.hasPrefix("rediss://") else { throw .encrypted }
        let scheme = "redis://"
        guard url.hasPrefix(scheme) else { throw .malformed("it does not begin with redis://") }
        let rest = url.utf8.dropFirst(scheme.utf8.count)
        guard rest.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }) else {
            throw .malformed("it has a query, a fragment or a character that has to be percent-encoded")
        }
        let authority = rest.prefix { $0 != UInt8(ascii: "/") }
        database = try Self.database(rest.dropFirst(authority.count))
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
            (user, password) = try Self.login(authority[..<at])
            (host, port) = try Self.address(authority[authority.index(after: at)...])
        } else {
            (user, password) = (nil, nil)
            (host, port) = try Self.address(authority)
        }
    }

    private static func database(_ path: Substring.UTF8View) throws(RedisURLError) -> Int {
        let digits = path.dropFirst()
        if digits.isEmpty { return 0 }
        guard digits.count <= 5, digits.allSatisfy(isDigit), let number = Int(String(Substring(digits))) else {
            throw .malformed("what follows the host's slash is not a database's number")
        }
        return number
    }

    private static func login(_ text: Substring.UTF8View) throws(RedisURLError) -> (String?, Secret?) {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else {
            throw .malformed("there is a user without a password")
        }
        guard let user = decoded(text[..<colon]), let password = decoded(text[text.index(after: colon)...]) else {
            throw .malformed("the user or the password is not percent-encoded UTF-8")
        }
        guard !password.isEmpty else { throw .malformed("there is a user without a password") }
        return (user.isEmpty ? nil : user, Secret(password))
    }

    private static func address(_ text: Substring.UTF8View) throws(RedisURLError) -> (String, UInt16) {
        let isBracketed = text.first == UInt8(ascii: "[")
        let host =
            isBracketed ? text.dropFirst().prefix { $0 != UInt8(ascii: "]") } : text.prefix { $0 != UInt8(ascii: ":") }
        let rest = text[host.endIndex...].dropFirst(isBracketed ? 1 : 0)
        guard !host.isEmpty, isBracketed == (text[host.endIndex...].first == UInt8(ascii: "]")) else {
            throw .malformed("the host is missing or malformed")
        }
        let name = String(Substring(host))
        guard let colon = rest.first else { return (name, 6379) }
        let digits = rest.dropFirst()
        guard colon == UInt8(ascii: ":"), digits.allSatisfy(isDigit), let port = UInt16(String(Substring(digits))),
            port > 0
        else { throw .malformed("the port is not a number from 1 to 65535") }
        return (name, port)
    }

    private static func decoded(_ text: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var rest = text
        while let byte = rest.popFirst() {
            if byte != UInt8(ascii: "%") {
                bytes.append(byte)
            } else {
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}

/// Why a text is not the URL of a Redis. It quotes nothing of the URL, which may hold a password.
package enum RedisURLError: Error, Sendable, Hashable, CustomStringConvertible {
    case encrypted
    case malformed(String)

    package var description: String {
        switch self {
        case .encrypted:
            "rediss:// is not supported, since the distribution's hiredis 0.14 has no TLS; "
                + "use redis:// over a network that is protected otherwise"
        case .malformed(let reason):
            "not the URL of a Redis: \(reason); expected redis://[user:password@]host[:port][/db], "
                + "for example redis://127.0.0.1:6379/0"
        }
    }
}
