import Foundation
import HubCore
import HubEgress

/// Whose tokens are believed.
struct IdentitySettings {
    enum Keys {
        /// The development key pair of the var folder.
        case development
        case pem(Secret)
        case file(String)
        case url(String)
    }

    var keys: Keys
    var issuer: String?
    var audience: String?
    /// Seconds from `iat` to `exp`.
    var maximumLifetime: Duration

    init(_ source: SettingSource) throws {
        let pem = try source.secret("AGENTHUB_JWT_PUBLIC_KEY")
        let jwks = source.text("AGENTHUB_JWKS")
        switch (pem, jwks) {
        case (.some, .some):
            throw ConfigurationError(
                setting: "AGENTHUB_JWKS", expectation: "either this or AGENTHUB_JWT_PUBLIC_KEY was expected, not both.",
                example: "AGENTHUB_JWKS=https://login.example.com/.well-known/jwks.json")
        case (let pem?, nil): keys = .pem(pem)
        case (nil, let place?): keys = try Self.keys(at: place)
        case (nil, nil): keys = .development
        }
        issuer = source.text("AGENTHUB_JWT_ISSUER")
        audience = source.text("AGENTHUB_JWT_AUDIENCE")
        let seconds = try source.integer("AGENTHUB_JWT_MAX_LIFETIME_S", in: 60...31_536_000, example: 86_400)
        maximumLifetime = .seconds(seconds ?? 86_400)
    }

    private static func keys(at place: String) throws -> Keys {
        if place.hasPrefix("https://") || place.hasPrefix("http://") {
            if let origin = Origin(url: place), origin.scheme == "https" || isLoopback(origin.host) {
                return .url(place)
            }
        } else if FileManager.default.isReadableFile(atPath: place) {
            return .file(place)
        }
        throw ConfigurationError(
            setting: "AGENTHUB_JWKS", expectation: "a file that can be read, or an https URL, was expected.",
            example: "AGENTHUB_JWKS=https://login.example.com/.well-known/jwks.json")
    }

    /// Whoever can change what loopback answers could as well change the server.
    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || IPAddress(host)?.isLoopback == true
    }
}
