import HTTPTypes

extension HTTPField.Name {
    static let requestID = known("X-Request-Id")
    static let traceparent = known("traceparent")
    static let idempotencyKey = known("Idempotency-Key")
    static let idempotencyReplayed = known("Idempotency-Replayed")
    /// Asks nginx, and proxies that follow it, to pass on what is written at once.
    static let accelBuffering = known("X-Accel-Buffering")
    static let rateLimit = known("RateLimit-Limit")
    static let rateRemaining = known("RateLimit-Remaining")
    static let rateReset = known("RateLimit-Reset")

    private static func known(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no name of a header") }
        return name
    }
}
