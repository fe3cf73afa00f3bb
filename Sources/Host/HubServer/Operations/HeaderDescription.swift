import HubCore

/// A header of answers, for documents.
struct HeaderDescription: Sendable {
    let name: String
    let text: String
    let schema: JSONObject

    static let requestID = HeaderDescription(
        name: "X-Request-Id", text: "The request's id, in logs and problems too: its span's.",
        schema: ["type": "string", "pattern": "^[0-9a-f]{16}$"])
    static let traceparent = HeaderDescription(
        name: "traceparent", text: "W3C Trace Context: the caller's trace id, or a new one, and the server's span.",
        schema: ["type": "string", "pattern": "^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$"])
    static let retryAfter = HeaderDescription(
        name: "Retry-After", text: "Whole seconds to wait before another attempt.",
        schema: ["type": "integer", "minimum": 1])
    static let rateLimit = HeaderDescription(
        name: "RateLimit-Limit", text: "Units a minute of the limit that is used up the most.",
        schema: ["type": "integer", "minimum": 1])
    static let rateRemaining = HeaderDescription(
        name: "RateLimit-Remaining", text: "Whole units that are left of it.",
        schema: ["type": "integer", "minimum": 0])
    static let rateReset = HeaderDescription(
        name: "RateLimit-Reset", text: "Seconds until it is whole again.", schema: ["type": "integer", "minimum": 0])
    static let entityTag = HeaderDescription(
        name: "ETag", text: "The version of what was sent.", schema: ["type": "string"])
    static let location = HeaderDescription(
        name: "Location", text: "Where the new row can be read.", schema: ["type": "string"])
    static let replayed = HeaderDescription(
        name: "Idempotency-Replayed", text: "`true` where this is the answer that an earlier request got.",
        schema: ["enum": ["true"]])
    static let wwwAuthenticate = HeaderDescription(
        name: "WWW-Authenticate", text: "Bearer, and what is wrong with the token.", schema: ["type": "string"])

    static let all = [
        requestID, traceparent, retryAfter, rateLimit, rateRemaining, rateReset, entityTag, location, replayed,
        wwwAuthenticate,
    ]
}
