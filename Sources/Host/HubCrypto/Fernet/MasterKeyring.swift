import FoundationEssentials
import HubCore

/// The master keys that secrets are sealed under at rest: the first seals, all of them open. A new key is put first,
/// every row is resealed, and only then the old key leaves the list.
package struct MasterKeyring: SecretSealer {
    private let current: FernetKey
    private let former: [FernetKey]

    /// Each key is 32 bytes in base64url with padding.
    package init(_ keys: [Secret]) throws(MasterKeyError) {
        var parsed: [FernetKey] = []
        for (index, text) in keys.enumerated() {
            guard let key = FernetKey(text.reveal()) else { throw .malformed(position: index + 1) }
            if let twin = parsed.firstIndex(of: key) { throw .duplicate(position: index + 1, of: twin + 1) }
            parsed.append(key)
        }
        guard let first = parsed.first else { throw .noKey }
        current = first
        former = Array(parsed.dropFirst())
    }

    /// A new key, random from the system, in the form that `init` takes.
    package static func generate() -> Secret { Secret(Base64URL.encodePadded(randomBytes(FernetKey.length))) }

    /// Seals under the current key, with a new initial vector: the same secret never looks the same twice.
    package func seal(_ secret: Secret) throws(FernetError) -> SealedSecret {
        let now = UInt64(max(0, Date().timeIntervalSince1970))
        return SealedSecret(
            token: try current.token(
                of: Array(secret.reveal().utf8), timestamp: now,
                initialVector: Self.randomBytes(AES128CBC.blockLength)))
    }

    /// Opens what any of the keys sealed, however long ago.
    package func open(_ sealed: SealedSecret) throws(FernetError) -> Secret {
        let token = try FernetToken(sealed.token)
        guard let key = ([current] + former).first(where: { $0.authenticates(token) }) else { throw .unknownKey }
        guard let text = String(validating: try key.plaintext(of: token), as: UTF8.self) else { throw .notText }
        return Secret(text)
    }

    /// False for what another key sealed, and for what is no token at all.
    package func isSealedWithCurrentKey(_ sealed: SealedSecret) -> Bool {
        guard let token = try? FernetToken(sealed.token) else { return false }
        return current.authenticates(token)
    }

    /// The same secret under the current key.
    package func reseal(_ sealed: SealedSecret) throws(FernetError) -> SealedSecret { try seal(open(sealed)) }

    private static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in generator.next() }
    }
}
