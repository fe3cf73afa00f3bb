import HubCore
import Testing

@testable import HubModels

/// Bodies as OpenAI and servers of its API write them.
@Suite struct OpenAIFailureTests {
    struct Recorded: Sendable, CustomTestStringConvertible {
        var kind: ModelError.Kind
        var status: Int
        var body: String
        var testDescription: String { "\(status) \(body.prefix(60))" }

        init(_ kind: ModelError.Kind, _ status: Int, _ body: String) {
            self.kind = kind
            self.status = status
            self.body = body
        }

        init(_ kind: ModelError.Kind, _ status: Int, type: String, code: String?, _ message: String) {
            let code = code.map { "\"\($0)\"" } ?? "null"
            self.init(
                kind, status, #"{"error":{"message":"\#(message)","type":"\#(type)","param":null,"code":\#(code)}}"#)
        }
    }

    static let recorded: [Recorded] = [
        Recorded(
            .authorization, 401, type: "invalid_request_error", code: "invalid_api_key",
            "Incorrect API key provided: sk-secret."),
        Recorded(
            .authorization, 403, type: "invalid_request_error", code: "unsupported_country_region_territory",
            "Country, region, or territory not supported"),
        Recorded(
            .authorization, 429, type: "insufficient_quota", code: "insufficient_quota",
            "You exceeded your current quota, please check your plan and billing details."),
        Recorded(.authorization, 402, #"{"error":{"message":"Insufficient Balance","type":"unknown_error"}}"#),
        Recorded(
            .rateLimited, 429, type: "tokens", code: "rate_limit_exceeded",
            "Rate limit reached for gpt-4o in organization org-secret on tokens per min (TPM)"),
        Recorded(
            .overloaded, 500, type: "server_error", code: nil,
            "The server had an error while processing your request. Sorry about that!"),
        Recorded(.overloaded, 503, type: "service_unavailable", code: nil, "The engine is currently overloaded"),
        Recorded(.overloaded, 520, "<html><title>520: Web server is returning an unknown error</title></html>"),
        Recorded(
            .contextTooLong, 400, type: "invalid_request_error", code: "context_length_exceeded",
            "This model's maximum context length is 128000 tokens. However, your messages resulted in 200000 tokens."),
        Recorded(
            .contextTooLong, 400,
            #"{"object":"error","message":"This model's maximum context length is 4096 tokens.","code":400}"#),
        Recorded(
            .contextTooLong, 400,
            #"{"error":{"code":400,"message":"too long","type":"exceed_context_size_error","n_ctx":4096}}"#),
        Recorded(.contextTooLong, 413, "<html>413 Request Entity Too Large</html>"),
        Recorded(
            .refused, 400, type: "invalid_request_error", code: "content_policy_violation",
            "Your request was rejected as a result of our safety system."),
        Recorded(
            .refused, 400, #"{"error":{"code":"content_filter","message":"The response was filtered","status":400}}"#),
        Recorded(.timeout, 504, "upstream request timeout"), Recorded(.timeout, 408, ""),
        Recorded(.timeout, 524, "error code: 524"),
        Recorded(
            .unsupported, 404, type: "invalid_request_error", code: "model_not_found",
            "The model `gpt-9` does not exist or you do not have access to it."),
        Recorded(.unsupported, 404, #"{"error":"model 'llama' not found"}"#),
        Recorded(
            .unsupported, 422,
            #"{"object":"error","message":{"detail":[{"type":"extra_forbidden"}]},"type":"invalid_request_error"}"#),
        Recorded(.malformed, 302, ""), Recorded(.malformed, 204, ""),
    ]

    @Test(arguments: recorded)
    func everyBodyHasItsKind(_ recorded: Recorded) {
        let complaint: ProviderComplaint
        do throws(JSONParseError) {
            complaint = OpenAIChat().complaint(try JSONValue(parsing: recorded.body))
        } catch {
            complaint = .none
        }
        let error = ProviderErrors.error(
            status: recorded.status, headers: [], complaint: complaint, now: HTTPDate(seconds: 0))
        #expect(error.kind == recorded.kind)
        #expect(!error.message.contains("secret"))
    }

    /// Connections have no body, and cancellation no answer: `ProviderErrorsTests` has those.
    @Test func everyKindIsRecorded() {
        let kinds = Set(Self.recorded.map(\.kind))
        #expect(kinds == Set(ModelError.Kind.allCases).subtracting([.connection, .cancelled]))
    }

    @Test(arguments: [
        (#"{"error":{"message":"x","type":"server_error","code":null}}"#, ModelError.Kind.overloaded),
        (#"{"error":{"message":"x","type":"requests","code":"rate_limit_exceeded"}}"#, .rateLimited),
        (#"{"error":{"message":"x","type":"insufficient_quota","code":"insufficient_quota"}}"#, .authorization),
        (#"{"error":{"message":"x","code":"invalid_api_key"}}"#, .authorization),
        (
            #"{"error":{"message":"x","type":"invalid_request_error","code":"context_length_exceeded"}}"#,
            .contextTooLong
        ),
        (#"{"error":{"message":"x","code":"content_filter"}}"#, .refused),
        (#"{"error":{"message":"x","type":"invalid_request_error"}}"#, .unsupported),
        (#"{"error":{"message":"x","code":429}}"#, .rateLimited),
        (#"{"error":{"message":"x","code":502}}"#, .overloaded),
        (#"{"error":{"message":"x","code":1301}}"#, .overloaded), (#"{"error":"out of memory"}"#, .overloaded),
        (#"{"object":"error","message":"x","code":400}"#, .unsupported),
    ])
    func anErrorInPlaceOfAnAnswerHasItsKind(_ document: String, _ kind: ModelError.Kind) throws {
        let begun = #"{"choices":[{"delta":{"content":"So"}}]}"#
        let read = ReadStream(OpenAIStreamReading(), events(begun, document))
        #expect(read.error == kind && read.words == "So")
        let json = try JSONValue(parsing: document)
        let request = Scene(tools: []).request([])
        #expect { try OpenAIChat().response(json, to: request) } throws: { ($0 as? ModelError)?.kind == kind }
    }

    @Test func noErrorIsNone() throws {
        let answer = try JSONValue(parsing: #"{"error":null,"choices":[{"message":{"content":"a"}}]}"#)
        #expect(try OpenAIChat().response(answer, to: Scene(tools: []).request([])).text == "a")
    }
}
