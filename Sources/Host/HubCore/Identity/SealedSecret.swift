import FoundationEssentials

/// A secret as it is stored: a Fernet token, worthless without the master keys. Not shown all the same.
package struct SealedSecret: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// For stores and caches only.
    package let token: String

    package init(token: String) { self.token = token }

    package var description: String { "sealed" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Seals secrets under the operator's master keys.
package protocol SecretSealer: Sendable {
    func seal(_ secret: Secret) throws -> SealedSecret
    /// Throws when no master key fits or the token was changed.
    func open(_ sealed: SealedSecret) throws -> Secret
}

/// What a tenant calls one of its secrets: 1 to 64 letters, digits, `_`, `-` and `.`.
package struct SecretName: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let rawValue: String

    package init?(_ rawValue: String) {
        let isValid = rawValue.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): true
            case _: false
            }
        }
        guard isValid, (1...64).contains(rawValue.utf8.count) else { return nil }
        self.rawValue = rawValue
    }

    package var description: String { rawValue }
    package static func < (left: SecretName, right: SecretName) -> Bool { left.rawValue < right.rawValue }
}

/// What may be told of a secret.
package struct SecretDescription: Sendable, Hashable {
    package var name: SecretName
    package var createdAt: Date
    package var updatedAt: Date

    package init(name: SecretName, createdAt: Date, updatedAt: Date) {
        self.name = name
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
