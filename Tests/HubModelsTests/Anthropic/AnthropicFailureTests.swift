import HubCore
import Testing

@testable import HubModels

/// Bodies as Anthropic writes them.
@Suite struct AnthropicFailureTests {
    struct Recorded: Sendable, CustomTestStringConvertible {
        var kind: ModelError.Kind
        var status: Int
        var type: String
        var message: String
        var testDescription: String { "\(status) \(type) \(message.prefix(40))" }

        init(_ kind: ModelError.Kind, _ status: Int, _ type: String, _ message: String) {
            self.kind = kind
            self.status = status
            self.type = type
            self.message = message
        }

        var body: JSONValue {
            [
                "type": "error", "error": ["type": .string(type), "message": .string(message)],
                "request_id": "req_011CSHoEeqs5C35K2UUqR7Fy",
            ]
        }
    }

    static let recorded: [Recorded] = [
        Recorded(.authorization, 401, "authentication_error", "invalid x-api-key sk-ant-secret"),
        Recorded(.authorization, 403, "permission_error", "Your API key does not have permission to use the resource."),
        Recorded(.authorization, 402, "billing_error", "There is an issue with your billing."),
        Recorded(
            .authorization, 400, "invalid_request_error",
            "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing."),
        Recorded(
            .authorization, 400, "invalid_request_error",
            "You have reached your specified API usage limits. You will regain access on 2026-01-01 at 00:00 UTC."),
        Recorded(
            .rateLimited, 429, "rate_limit_error", "This request would exceed your organization's rate limit of …"),
        Recorded(.overloaded, 529, "overloaded_error", "Overloaded"),
        Recorded(.overloaded, 500, "api_error", "Internal server error"),
        Recorded(.contextTooLong, 400, "invalid_request_error", "prompt is too long: 204651 tokens > 200000 maximum"),
        Recorded(
            .contextTooLong, 400, "invalid_request_error",
            "input length and `max_tokens` exceed context limit: 199000 + 4096 > 200000, decrease input length"),
        Recorded(.contextTooLong, 413, "request_too_large", "Request exceeds the maximum size"),
        Recorded(.refused, 400, "invalid_request_error", "Output blocked by content filtering policy"),
        Recorded(.timeout, 504, "timeout_error", "The request timed out while processing."),
        Recorded(.unsupported, 404, "not_found_error", "model: claude-secret"),
        Recorded(.unsupported, 400, "invalid_request_error", "messages: text content blocks must be non-empty"),
    ]

    @Test(arguments: recorded)
    func everyBodyHasItsKind(_ recorded: Recorded) {
        let error = ProviderErrors.error(
            status: recorded.status, headers: [], complaint: AnthropicMessages().complaint(recorded.body),
            now: HTTPDate(seconds: 0))
        #expect(error.kind == recorded.kind)
        #expect(!error.message.contains("secret"))
    }

    /// What is no answer at all is `.malformed` whatever it says, connections have no body, and cancellation no answer.
    @Test func everyKindIsRecorded() {
        let kinds = Set(Self.recorded.map(\.kind))
        #expect(kinds == Set(ModelError.Kind.allCases).subtracting([.malformed, .connection, .cancelled]))
    }

    @Test(arguments: recorded)
    func anErrorInPlaceOfAnAnswerHasItsKind(_ recorded: Recorded) {
        let start = #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"So"}}"#
        let read = ReadStream(
            AnthropicStreamReading(answer: nil), events(start) + "event: error\n" + events(recorded.body.text))
        #expect(read.error == recorded.kind && read.words == "So")
        let request = SampleRequests.request(.anthropic)
        #expect { try AnthropicMessages().response(recorded.body, to: request) } throws: {
            ($0 as? ModelError)?.kind == recorded.kind
        }
    }

    @Test(arguments: [
        ("{}", 500, ModelError.Kind.overloaded), (#"{"error":"x"}"#, 400, .unsupported),
        (#"{"error":{"type":"new_error"}}"#, 418, .unsupported), ("[]", 502, .overloaded), ("[]", 522, .overloaded),
        ("[]", 302, .malformed),
    ])
    func theStatusSaysWhatTheBodyDoesNot(_ body: String, _ status: Int, _ kind: ModelError.Kind) throws {
        let complaint = AnthropicMessages().complaint(try JSONValue(parsing: body))
        let error = ProviderErrors.error(status: status, headers: [], complaint: complaint, now: HTTPDate(seconds: 0))
        #expect(error.kind == kind)
    }
}
