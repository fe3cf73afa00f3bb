import HubCore
import HubEgress

/// What a response that is no answer, or no response at all, means for the caller: one taxonomy for all providers.
enum ProviderErrors {
    /// Of a status other than 200. The provider's own words are left out: they may quote the prompt or the key.
    static func error(
        status: Int, headers: [HTTPHeader], complaint: ProviderComplaint, now: HTTPDate
    ) -> ModelError {
        let wait = retryAfter(headers, now: now) ?? complaint.retryAfter
        switch status {
        case 403 where complaint.speaksOfContentPolicy: return contentRefused
        case 401, 403: return ModelError(.authorization, "the provider refused the key (status \(status))")
        case 402: return quota
        case 429 where complaint.speaksOfQuota: return quota
        case 429: return ModelError(.rateLimited, "the provider limits the rate of requests", retryAfter: wait)
        case 413: return contextTooLong
        // 524: Cloudflare waited in vain for the provider behind it.
        case 408, 504, 524: return ModelError(.timeout, "the provider gave up waiting (status \(status))")
        // 520 to 527: Cloudflare does not come through to the provider; 529: Anthropic's own.
        case 500, 502, 503, 520..<530:
            return ModelError(.overloaded, "the provider is in trouble (status \(status))", retryAfter: wait)
        case 400..<500: return refusal(status, complaint)
        default: return ModelError(.malformed, "the provider answered with the unexpected status \(status)")
        }
    }

    private static func refusal(_ status: Int, _ complaint: ProviderComplaint) -> ModelError {
        if complaint.speaksOfQuota { return quota }
        if complaint.speaksOfContextLength { return contextTooLong }
        if complaint.speaksOfContentPolicy { return contentRefused }
        if complaint.speaksOfKey {
            return ModelError(.authorization, "the provider refused the key (status \(status))")
        }
        if status == 404 || complaint.speaksOfUnknownModel {
            return ModelError(.unsupported, "the provider does not know the model or the address")
        }
        return ModelError(.unsupported, "the provider did not accept the request (status \(status))")
    }

    static let quota = ModelError(.authorization, "the key's quota at the provider is used up")
    static let contentRefused = ModelError(.refused, "the provider refused the request's content")
    static let contextTooLong = ModelError(.contextTooLong, "the conversation is longer than the model reads")

    /// `progress`: where the response had begun.
    static func error(_ error: EgressError, progress: ModelError.Progress? = nil) -> ModelError {
        let kind: (ModelError.Kind, String) =
            switch error.kind {
            case .deadline: (.timeout, "the provider did not answer in time")
            case .cancelled: (.cancelled, "the turn was cancelled")
            case .tooLarge: (.malformed, "the provider's answer is larger than is accepted")
            case .protocolError, .redirect: (.malformed, "the provider does not answer as the API says")
            case .overloaded: (.overloaded, "too many requests are waiting to be sent")
            case .denied: (.connection, "the provider's address is not allowed (see AGENTHUB_EGRESS_ALLOW)")
            case .invalidURL, .invalidRequest: (.unsupported, "the model's base URL cannot be called")
            case .resolution, .connection, .tls, .shutDown: (.connection, "the provider cannot be reached")
            }
        return ModelError(kind.0, kind.1, progress: progress)
    }

    /// `Retry-After` (RFC 9110 §10.2.3): seconds, or a date; also in milliseconds as `retry-after-ms`. At most a day.
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
