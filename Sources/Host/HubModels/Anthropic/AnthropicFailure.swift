import HubCore

extension AnthropicWire {
    /// `{"type": "error", "error": {"type", "message"}}`: the body of a status other than 200, and an event of a stream
    /// (https://platform.claude.com/docs/en/api/errors).
    struct Failure {
        var type: String
        /// May quote the prompt: read here, and never handed on.
        var message: String

        /// nil when it is none.
        init?(_ json: JSONValue) {
            guard let error = json["error"], error.objectValue != nil else { return nil }
            type = error["type"]?.stringValue ?? ""
            message = error["message"]?.stringValue ?? ""
        }

        var complaint: ProviderComplaint {
            let words = message.lowercased()
            // Limits of length and of money have no type of their own: they are `invalid_request_error`.
            return ProviderComplaint(
                speaksOfContextLength: words.contains("prompt is too long") || words.contains("exceed context limit"),
                speaksOfQuota: type == "billing_error" || words.contains("credit balance is too low")
                    || words.contains("api usage limits"),
                speaksOfContentPolicy: words.contains("content filtering policy"),
                speaksOfUnknownModel: type == "not_found_error",
                speaksOfKey: type == "authentication_error" || type == "permission_error")
        }

        /// Of one that came without a status, in a stream's middle.
        var error: ModelError {
            ProviderErrors.error(status: status, headers: [], complaint: complaint, now: HTTPDate(seconds: 0))
        }

        private var status: Int {
            switch type {
            case "invalid_request_error": 400
            case "authentication_error": 401
            case "billing_error": 402
            case "permission_error": 403
            case "not_found_error": 404
            case "request_too_large": 413
            case "rate_limit_error": 429
            case "timeout_error": 504
            case "overloaded_error": 529
            // `api_error`, and what may be added.
            default: 500
            }
        }
    }
}
