import HubCore

/// The keys that tokens are checked with: an issuer's JWK set (RFC 7517), or one key from a PEM.
package struct VerificationKeySet: Sendable {
    /// A member of a JWK set that is not used, for the log.
    package struct Ignored: Sendable, Hashable {
        package let keyID: String?
        package let reason: KeyError
    }

    private struct Entry: Sendable {
        let keyID: String?
        let key: RSAPublicKey
    }

    /// In bytes. A longer document is refused unread; whoever fetches one need not read on.
    package static let maximumDocument = 262_144

    private let entries: [Entry]
    package let ignored: [Ignored]

    /// One key; without an id it serves tokens of any `kid`.
    package init(_ key: RSAPublicKey, keyID: String? = nil) {
        entries = [Entry(keyID: keyID, key: key)]
        ignored = []
    }

    /// Parses a JWK set, or a single JWK. Keys for other uses or algorithms are left out, as issuers publish them side
    /// by side; a set without any usable key is refused.
    package init(jwks: [UInt8]) throws(KeyError) {
        guard jwks.count <= Self.maximumDocument else { throw .tooLarge }
        guard let document = try? JSONValue(parsing: jwks), let members = document.objectValue else { throw .malformed }
        let keys = members["keys"] == nil ? [document] : document["keys"]?.arrayValue
        guard let keys else { throw .malformed }
        guard keys.count <= Self.maximumCount else { throw .tooLarge }
        var entries: [Entry] = []
        var ignored: [Ignored] = []
        for jwk in keys {
            let keyID = jwk["kid"]?.stringValue
            do throws(KeyError) {
                entries.append(Entry(keyID: keyID, key: try RSAPublicKey(jwk: jwk)))
            } catch {
                ignored.append(Ignored(keyID: keyID, reason: error))
            }
        }
        if entries.isEmpty { throw ignored.count == 1 ? ignored[0].reason : .noUsableKey }
        self.entries = entries
        self.ignored = ignored
    }

    /// More keys than an issuer rotates; a bound on the work that a hostile set can cause.
    private static let maximumCount = 100

    /// How many keys are used.
    package var count: Int { entries.count }

    /// Whether there is a key of exactly that id.
    func hasKey(_ keyID: String) -> Bool { entries.contains { $0.keyID?.utf8.elementsEqual(keyID.utf8) ?? false } }

    /// The keys that a token of this `kid` may have been signed with: those of exactly that id and those without one.
    /// A token without `kid` is only served by a set of one key.
    func keys(for keyID: String?) -> [RSAPublicKey] {
        guard let keyID else { return entries.count == 1 ? entries.map(\.key) : [] }
        // By bytes: `==` takes different spellings of an accented letter for the same.
        return entries.filter { $0.keyID?.utf8.elementsEqual(keyID.utf8) ?? true }.map(\.key)
    }
}

extension RSAPublicKey {
    /// A JWK of type RSA that may verify RS256: `use`, `key_ops` and `alg` must not say otherwise.
    package init(jwk: JSONValue) throws(KeyError) {
        guard jwk.objectValue != nil else { throw .malformed }
        guard jwk["kty"] == "RSA" else { throw .unsuitable(.keyType) }
        if let use = jwk["use"], use != "sig" { throw .unsuitable(.use) }
        if let operations = jwk["key_ops"] {
            guard operations.arrayValue?.contains("verify") == true else { throw .unsuitable(.operations) }
        }
        if let algorithm = jwk["alg"], algorithm != "RS256" { throw .unsuitable(.algorithm) }
        if jwk["d"] != nil { throw .unsuitable(.privatePart) }
        guard let modulus = jwk["n"]?.stringValue.flatMap({ Base64URL.decode($0.utf8) }),
            let exponent = jwk["e"]?.stringValue.flatMap({ Base64URL.decode($0.utf8) }),
            modulus.count <= 1024, exponent.count <= 8, !modulus.isEmpty, !exponent.isEmpty
        else { throw .malformed }
        try self.init(modulus: modulus, exponent: exponent)
    }
}
