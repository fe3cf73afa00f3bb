import HubCore
import HubEgress

/// What a response that is no answer, or no response at all, means for the caller.
enum OpenAIErrors {
    /// Of a status other than 200. The provider's own words are left out: they may quote the prompt or the key.
    static func error(status: Int, headers: [HTTPHeader], body: [UInt8], now: HTTPDate) -> ModelError {
        let failure = failure(of: body)
        let wait = retryAfter(headers, now: now)
        switch status {
        case 401, 403: return ModelError(.authorization, "the provider refused the key (status \(status))")
        case 429 where failure?.code == "insufficient_quota" || failure?.type == "insufficient_quota":
            return ModelError(.authorization, "the key's quota at the provider is used up")
        case 429: return ModelError(.rateLimited, "the provider limits the rate of requests", retryAfter: wait)
        case 413: return contextTooLong
        case 400 where failure?.speaksOfContextLength == true: return contextTooLong
        case 408, 504: return ModelError(.timeout, "the provider gave up waiting (status \(status))")
        case 500, 502, 503, 529:
            return ModelError(.overloaded, "the provider is in trouble (status \(status))", retryAfter: wait)
        default: return other(status, failure)
        }
    }

    private static let contextTooLong = ModelError(
        .contextTooLong, "the conversation is longer than the model reads")

    private static func other(_ status: Int, _ failure: OpenAIWire.Failure?) -> ModelError {
        if failure?.code == "content_policy_violation" || failure?.code == "content_filter" {
            return ModelError(.refused, "the provider refused the request's content")
        }
        if status == 404 || failure?.code == "model_not_found" {
            return ModelError(.unsupported, "the provider does not know the model or the address")
        }
        return (400..<500).contains(status)
            ? ModelError(.unsupported, "the provider did not accept the request (status \(status))")
            : ModelError(.malformed, "the provider answered with the unexpected status \(status)")
    }

    private static func failure(of body: [UInt8]) -> OpenAIWire.Failure? {
        do {
            return OpenAIWire.Failure(try JSONValue(parsing: body))
        } catch {
            // An error page of a proxy; the status says what can be said.
            return nil
        }
    }

    static func error(_ error: EgressError) -> ModelError {
        switch error.kind {
        case .deadline: ModelError(.timeout, "the provider did not answer in time")
        case .cancelled: ModelError(.cancelled, "the turn was cancelled")
        case .tooLarge: ModelError(.malformed, "the provider's answer is larger than is accepted")
        case .protocolError, .redirect: ModelError(.malformed, "the provider does not answer as the API says")
        case .overloaded: ModelError(.overloaded, "too many requests are waiting to be sent")
        case .denied: ModelError(.connection, "the provider's address is not allowed (see AGENTHUB_EGRESS_ALLOW)")
        case .invalidURL, .invalidRequest: ModelError(.unsupported, "the model's base URL cannot be called")
        case .resolution, .connection, .tls, .shutDown: ModelError(.connection, "the provider cannot be reached")
        }
    }

    /// `Retry-After` (RFC 9110 §10.2.3): seconds, or a date; also in milliseconds as `retry-after-ms`.
    static func retryAfter(_ headers: [HTTPHeader], now: HTTPDate) -> Duration? {
        if let text = headers.value(of: "retry-after-ms"), let milliseconds = Int(text), milliseconds >= 0 {
            return .milliseconds(min(milliseconds, 86_400_000))
        }
        guard let text = headers.value(of: "retry-after") else { return nil }
        if let seconds = Int(text) { return seconds >= 0 ? .seconds(min(seconds, 86_400)) : nil }
        guard let date = HTTPDate(text) else { return nil }
        return .seconds(min(max(0, date.seconds - now.seconds), 86_400))
    }
}
