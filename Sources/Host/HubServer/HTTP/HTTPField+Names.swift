import HTTPTypes

extension HTTPField.Name {
    static let requestID = known("X-Request-Id")
    static let traceparent = known("traceparent")
    static let idempotencyKey = known("Idempotency-Key")
    static let idempotencyReplayed = known("Idempotency-Replayed")
    static let rateLimit = known("RateLimit-Limit")
    static let rateRemaining = known("RateLimit-Remaining")
    static let rateReset = known("RateLimit-Reset")

    private static func known(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no name of a header") }
        return name
    }
}
