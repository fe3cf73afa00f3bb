import HTTPTypes
import HubCore
import Hummingbird

/// The `Idempotency-Key` of a request.
enum IdempotencyHeader {
    static let parameter = ParameterDescription(
        name: HTTPField.Name.idempotencyKey.rawName, place: .header,
        schema: ["type": "string", "pattern": "^[!-~]{1,255}$"],
        text: "Makes the request repeatable for 24 hours: 1 to 255 visible ASCII characters, new for each thing to do.",
        rule: "")

    /// Throws a 422 where a POST has a key and is done each time all the same. Other methods are safe to repeat.
    static func refuse(_ request: Request) throws {
        if request.method == .post, !request.headers[values: .idempotencyKey].isEmpty {
            throw Problem(
                .unprocessableContent, "invalid_header",
                "Idempotency-Key must not be there: this is done each time that it is asked for.")
        }
    }

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
