import HTTPTypes
import HubCore

/// The `Idempotency-Key` of a request.
enum IdempotencyHeader {
    static let parameter = ParameterDescription(
        name: HTTPField.Name.idempotencyKey.rawName, place: .header,
        schema: ["type": "string", "pattern": "^[!-~]{1,255}$"],
        text: "Makes the request repeatable for 24 hours: 1 to 255 visible ASCII characters, new for each thing to do.",
        rule: "")

    /// nil where there is none; a 422 where it is not what it should be.
    static func read(_ headers: HTTPFields) throws -> String? {
        let values = headers[values: .idempotencyKey]
        guard let value = values.first else { return nil }
        guard values.count == 1, (1...255).contains(value.utf8.count),
            value.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw Problem(
                .unprocessableContent, "invalid_header",
                "Idempotency-Key must be there once, with 1 to 255 visible ASCII characters.")
        }
        return value
    }
}
