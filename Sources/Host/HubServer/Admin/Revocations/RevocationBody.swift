import FoundationEssentials
import HubCore

/// A token that is refused before it expires, as REST reads and writes it.
enum RevocationBody {
    static let id = Field<String>(
        "jti", ["type": "string", "minLength": 1, "maxLength": 255], "The token's `jti`."
    ) { value throws(FieldFault) in
        guard let id = value.stringValue, (1...255).contains(id.unicodeScalars.count) else {
            throw FieldFault("must be a string of 1 to 255 characters.")
        }
        return id
    }
    static let expiry = Field<Date>(
        "expires_at", ["type": "string", "format": "date-time"],
        "The token's `exp`; absent: what a token that was issued by now can have at the latest. A year at the most."
    ) { value throws(FieldFault) in
        guard let date = value.stringValue.flatMap({ Date(rfc3339: $0) }) else {
            throw FieldFault("must be a time such as \"2026-11-22T08:00:00Z\".")
        }
        return date
    }

    static let new = BodyShape(
        "NewRevokedToken", required: ["jti"], [id.description, expiry.description],
        example: ["jti": "019aab4e-5d20-7c88-b0a7-6c1f2e3d4b59"])

    static func json(_ token: RevokedToken) -> JSONValue {
        ["jti": .string(token.tokenID), "expires_at": .string(token.expiresAt.rfc3339)]
    }

    static let answer = AnswerShape(
        "RevokedToken",
        [
            "type": "object", "required": ["jti", "expires_at"], "additionalProperties": false,
            "properties": [
                "jti": ["type": "string"],
                "expires_at": [
                    "type": "string", "format": "date-time",
                    "description": "When it is refused as expired anyway, by every worker's clock.",
                ],
            ],
        ],
        example: ["jti": "019aab4e-5d20-7c88-b0a7-6c1f2e3d4b59", "expires_at": "2026-11-23T08:02:00.000Z"])
    static let list = AnswerShape(
        "RevokedTokenList", Paging.schema("revoked_tokens", of: answer),
        example: ["revoked_tokens": [answer.example], "next": .null])
}
