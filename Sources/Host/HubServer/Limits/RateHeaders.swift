import HTTPTypes
import HubCore

/// What a verdict of the rate limiter is on the wire.
enum RateHeaders {
    /// `RateLimit-*` of the bucket that is used up the most; none where nothing was limited. Times are whole seconds,
    /// rounded up.
    static func fields(_ verdict: RateVerdict) -> HTTPFields {
        guard let state = verdict.states.min(by: isScarcer) else { return [:] }
        return [
            .rateLimit: "\(state.limit)", .rateRemaining: "\(max(0, state.remaining))",
            .rateReset: "\(max(0, seconds(state.reset)))",
        ]
    }

    static func refusal(_ verdict: RateVerdict) -> Problem {
        var headers = fields(verdict)
        headers[.retryAfter] = "\(max(1, seconds(verdict.retryAfter ?? .zero)))"
        return Problem(
            .tooManyRequests, "rate_limited", "A limit of what may be used a minute is used up.", headers: headers)
    }

    /// The smaller share left; of two alike the one that takes longer.
    private static func isScarcer(_ left: RateState, _ right: RateState) -> Bool {
        let shares = (Double(left.remaining) * Double(right.limit), Double(right.remaining) * Double(left.limit))
        return shares.0 == shares.1 ? left.reset > right.reset : shares.0 < shares.1
    }

    private static func seconds(_ duration: Duration) -> Int {
        let (seconds, attoseconds) = duration.components
        return Int(clamping: seconds) + (attoseconds > 0 ? 1 : 0)
    }
}
