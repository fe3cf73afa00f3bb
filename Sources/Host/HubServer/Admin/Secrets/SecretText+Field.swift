import HTTPTypes
import HubCore

extension Field where Value == Secret {
    /// The most characters that a secret may have.
    static var maximum: Int { 8192 }

    /// A secret's value as it comes in. It is not shown in any problem.
    static func secret(_ name: String, _ text: String) -> Field {
        Field(
            name,
            [
                "type": "string", "writeOnly": true, "minLength": 1, "maxLength": .int(maximum),
                "pattern": "^[^\\u0000-\\u001F\\u007F]+$",
            ], text
        ) { value throws(FieldFault) in
            guard let secret = value.stringValue, (1...maximum).contains(secret.unicodeScalars.count),
                secret.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else {
                throw FieldFault("must be a string of 1 to \(maximum) characters without control characters.")
            }
            return Secret(secret)
        }
    }
}

extension SecretSealer {
    /// Seals what a request brought; 503 when that cannot be done, since nothing may be stored in the clear.
    func sealed(_ secret: Secret) throws -> SealedSecret {
        do {
            return try seal(secret)
        } catch {
            throw Problem(
                .serviceUnavailable, "secrets_unavailable", "Secrets cannot be sealed now, so nothing was stored.",
                headers: [.retryAfter: "1"])
        }
    }
}
