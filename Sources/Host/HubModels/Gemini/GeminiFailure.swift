import HubCore

extension GeminiWire {
    /// A body of another status: `{"error": {"code", "message", "status", "details": […]}}`, where details are those of
    /// google.rpc (https://cloud.google.com/apis/design/errors). Some doors of the API put it in a list of one.
    struct Failure {
        /// The HTTP status, which a stream's own error has no other place for.
        var code: Int?
        /// The name of a google.rpc.Code: `RESOURCE_EXHAUSTED`.
        var status: String?
        /// May quote the prompt: read here, and never handed on.
        var message: String?
        /// Of an ErrorInfo: `API_KEY_INVALID`.
        var reason: String?
        /// Of a RetryInfo.
        var retryDelay: Duration?
        /// Of a QuotaFailure: what each quota that is used up is called.
        var quotas: [String] = []

        init(_ json: JSONValue) {
            let error = (json.arrayValue?.first ?? json)["error"]
            code = error?["code"]?.intValue
            status = error?["status"]?.stringValue
            message = error?["message"]?.stringValue
            for detail in error?["details"]?.arrayValue ?? [] {
                if let reason = detail["reason"]?.stringValue { self.reason = reason }
                if let delay = detail["retryDelay"]?.stringValue { retryDelay = Self.duration(delay) }
                for violation in detail["violations"]?.arrayValue ?? [] {
                    quotas += [violation["quotaId"], violation["quotaMetric"]].compactMap { $0?.stringValue }
                }
            }
        }

        var complaint: ProviderComplaint {
            let words = message?.lowercased() ?? ""
            return ProviderComplaint(
                speaksOfContextLength: words.contains("token count") && words.contains("exceeds")
                    || words.contains("context is too long"),
                // A day's quota is not there again after the wait that is named beside it.
                speaksOfQuota: quotas.contains { $0.lowercased().contains("perday") },
                speaksOfKey: reason == "API_KEY_INVALID" || reason == "API_KEY_EXPIRED"
                    || status == "UNAUTHENTICATED" || words.contains("api key not valid"),
                retryAfter: retryDelay)
        }

        /// A Duration of protobuf's JSON: `34.0748s`. At most a day.
        private static func duration(_ text: String) -> Duration? {
            guard text.hasSuffix("s"), let seconds = Double(text.dropLast()), seconds >= 0, seconds.isFinite else {
                return nil
            }
            return .milliseconds(Int((min(seconds, 86_400) * 1000).rounded(.up)))
        }
    }
}
