import PluginSDK

/// Where a PostgreSQL server is and who logs in, read by rules of our own: of libpq's many settings a URL can say one.
struct PostgreSQLEndpoint: Sendable, Hashable {
    enum TLS: String, Sendable, CaseIterable {
        case disable
        case require
        case verifyCA = "verify-ca"
        case verifyFull = "verify-full"
    }

    let user: String
    /// A name or an address, never a path.
    let host: String
    let port: Int
    let database: String
    let tls: TLS
    /// The file of the authorities that a server's certificate is checked against.
    let authorities: String

    init(_ text: String, settings: JSON) throws(ConfigurationProblem) {
        func problem(_ message: String) -> ConfigurationProblem {
            ConfigurationProblem(
                at: "/endpoint", "\(message). It is written postgresql://user@host:port/database?sslmode=verify-full.")
        }
        let scheme = ["postgresql://", "postgres://"].first { text.hasPrefix($0) }
        guard let scheme else { throw problem("The endpoint is neither PostgreSQL's nor a SQLite file") }
        let parts = text.dropFirst(scheme.count).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard path.count == 2 else { throw problem("The endpoint names no database") }
        let authority = path[0].split(separator: "@", omittingEmptySubsequences: false)
        guard authority.count == 2 else { throw problem("The endpoint names no user") }
        guard !authority[0].contains(":") else {
            throw problem("The endpoint holds a password, which belongs into a credential")
        }
        user = try Self.name(authority[0], "user", problem)
        database = try Self.name(path[1], "database", problem)
        (host, port) = try Self.address(authority[1], problem)
        tls = try Self.transport(parts.count > 1 ? parts[1] : nil, problem)
        authorities = settings["ca_file"]?.stringValue ?? "/etc/ssl/certs/ca-certificates.crt"
    }

    private static func name(
        _ text: Substring, _ what: String, _ problem: (String) -> ConfigurationProblem
    ) throws(ConfigurationProblem) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            case _: false
            }
        }
        guard !text.isEmpty, text.utf8.count <= 63, isPlain else {
            throw problem("The endpoint's \(what) is not made of letters, digits and the signs _ - .")
        }
        return String(text)
    }

    private static func address(
        _ text: Substring, _ problem: (String) -> ConfigurationProblem
    ) throws(ConfigurationProblem) -> (String, Int) {
        var host = text
        var port: Substring?
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw problem("The endpoint's port is no number") }
            port = rest.isEmpty ? nil : rest.dropFirst()
            guard host.contains(":"),
                host.utf8.allSatisfy({
                    Character(Unicode.Scalar($0)).isHexDigit || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
                })
            else { throw problem("The endpoint's host is no address") }
        } else {
            let sides = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            host = sides[0]
            port = sides.count > 1 ? sides[1] : nil
            // No comma, which would list several hosts, no slash and no @, which would be a socket's path, no percent sign.
            host = Substring(try name(host, "host", problem))
        }
        guard !host.isEmpty else { throw problem("The endpoint names no host") }
        guard let port else { return (String(host), 5432) }
        guard port.utf8.count <= 5, port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(port),
            (1...65535).contains(number)
        else { throw problem("The endpoint's port is no number from 1 to 65535") }
        return (String(host), number)
    }

    private static func transport(
        _ query: Substring?, _ problem: (String) -> ConfigurationProblem
    ) throws(ConfigurationProblem) -> TLS {
        guard let query else { return .verifyFull }
        guard query.hasPrefix("sslmode="), let mode = TLS(rawValue: String(query.dropFirst("sslmode=".count))) else {
            throw problem(
                "After the question mark only sslmode may stand, as disable, require, verify-ca or verify-full")
        }
        return mode
    }
}
