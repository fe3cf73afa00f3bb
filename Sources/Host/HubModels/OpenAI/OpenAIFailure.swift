import HubCore

extension OpenAIWire {
    /// `{"error": {"message", "type", "param", "code"}}`: the body of a status other than 200, and what stands in a chunk's
    /// place where a stream fails. Some servers leave the outer object out, or give the message alone.
    struct Failure {
        var code: String?
        /// Where a server gives the HTTP status as the code, as OpenRouter does.
        var status: Int?
        var type: String?
        /// May quote the prompt: read here, and never handed on.
        var message: String?

        init(_ json: JSONValue) {
            let error = json["error"].flatMap { $0.isNull ? nil : $0 } ?? json
            code = error["code"]?.stringValue
            status = error["code"]?.intValue
            type = error["type"]?.stringValue
            message = error.stringValue ?? error["message"]?.stringValue
        }

        /// The error that came where an answer was due; nil where there is none.
        static func found(in json: JSONValue) -> Failure? {
            let isOne = json["error"].map { !$0.isNull } ?? (json["object"] == "error")
            return isOne ? Failure(json) : nil
        }

        var complaint: ProviderComplaint {
            let words = message?.lowercased() ?? ""
            return ProviderComplaint(
                // By the code of OpenAI; other servers have only the words: vLLM, llama.cpp.
                speaksOfContextLength: code == "context_length_exceeded" || type == "exceed_context_size_error"
                    || words.contains("context length") || words.contains("context size"),
                speaksOfQuota: code == "insufficient_quota" || type == "insufficient_quota",
                speaksOfContentPolicy: code == "content_policy_violation" || code == "content_filter",
                speaksOfUnknownModel: code == "model_not_found",
                speaksOfKey: code == "invalid_api_key")
        }

        /// Of one that came with status 200.
        var error: ModelError {
            ProviderErrors.error(
                status: status.flatMap { (400..<600).contains($0) ? $0 : nil } ?? impliedStatus, headers: [],
                complaint: complaint, now: HTTPDate(seconds: 0))
        }

        private var impliedStatus: Int {
            switch code {
            case "rate_limit_exceeded", "insufficient_quota": return 429
            case "invalid_api_key": return 401
            case "context_length_exceeded", "content_policy_violation", "content_filter", "model_not_found": return 400
            default: break
            }
            switch type {
            case "insufficient_quota", "rate_limit_error", "tokens", "requests": return 429
            case "authentication_error": return 401
            case "invalid_request_error", "exceed_context_size_error": return 400
            default: return 500
            }
        }
    }
}
