import HubCore
import HubEgress
import Testing

@testable import HubModels

@Suite struct ProviderErrorsTests {
    private let now = HTTPDate(seconds: 1_000_000_000)

    private func error(_ status: Int, _ body: String = "", _ headers: [HTTPHeader] = []) -> ModelError {
        ProviderErrors.error(status: status, headers: headers, complaint: complaint(body), now: now)
    }

    private func complaint(_ body: String) -> ProviderComplaint {
        do {
            return OpenAIWire.Failure(try JSONValue(parsing: body)).complaint
        } catch {
            return .none
        }
    }

    @Test(arguments: [
        (401, "", ModelError.Kind.authorization), (403, "<html>", .authorization), (429, "{}", .rateLimited),
        (429, #"{"error":{"code":"insufficient_quota"}}"#, .authorization), (500, "", .overloaded),
        (502, "", .overloaded),
        (503, "", .overloaded), (529, "", .overloaded), (504, "", .timeout), (408, "", .timeout),
        (400, #"{"error":{"code":"context_length_exceeded"}}"#, .contextTooLong), (413, "", .contextTooLong),
        (400, #"{"error":{"message":"This model's maximum context length is 8192 tokens"}}"#, .contextTooLong),
        (400, #"{"error":{"code":"content_policy_violation"}}"#, .refused),
        (400, #"{"error":{"code":"invalid_value"}}"#, .unsupported), (404, "", .unsupported), (422, "", .unsupported),
        (204, "", .malformed), (302, "", .malformed), (511, "", .malformed),
    ])
    func statusesHaveTheirKinds(_ status: Int, _ body: String, _ kind: ModelError.Kind) {
        #expect(error(status, body).kind == kind)
    }

    @Test func theProvidersWordsAreNotHandedOn() {
        let body = #"{"error":{"message":"Incorrect API key provided: sk-secret. Prompt: hello","code":"hello"}}"#
        for status in [400, 401, 403, 404, 429, 500] {
            let message = error(status, body).message
            #expect(!message.contains("sk-secret") && !message.contains("hello"))
        }
    }

    @Test(arguments: [
        ("Retry-After", "7", Duration.seconds(7)), ("retry-after", "Sun, 09 Sep 2001 01:47:10 GMT", .seconds(30)),
        ("retry-after", "Sun, 09 Sep 2001 01:00:00 GMT", .seconds(0)), ("retry-after-ms", "250", .milliseconds(250)),
        ("retry-after", "999999999", .seconds(86_400)),
    ])
    func theWaitIsTaken(_ name: String, _ value: String, _ wait: Duration) {
        #expect(error(429, "", [HTTPHeader(name: name, value: value)]).retryAfter == wait)
        #expect(error(503, "", [HTTPHeader(name: name, value: value)]).retryAfter == wait)
    }

    @Test(arguments: [
        "soon", "-3", "Sun, 09 Sep 2001 25:47:10 GMT", "Sun, 31 Feb 2001 01:47:10 GMT", "Sunday, 06-Nov-94",
    ])
    func aWaitThatCannotBeReadIsNone(_ value: String) {
        #expect(error(429, "", [HTTPHeader(name: "Retry-After", value: value)]).retryAfter == nil)
    }

    @Test func theExampleOfTheStandardIsRead() {
        #expect(HTTPDate("Sun, 06 Nov 1994 08:49:37 GMT")?.seconds == 784_111_777)
    }

    @Test(arguments: EgressError.Kind.allCases)
    func everyFailureOfTheWayOutHasAKind(_ kind: EgressError.Kind) {
        let error = ProviderErrors.error(EgressError(kind, "host said sk-secret"))
        #expect(!error.message.contains("sk-secret"))
        let expected: ModelError.Kind =
            switch kind {
            case .deadline: .timeout
            case .cancelled: .cancelled
            case .tooLarge, .protocolError, .redirect: .malformed
            case .overloaded: .overloaded
            case .invalidURL, .invalidRequest: .unsupported
            case .denied, .resolution, .connection, .tls, .shutDown: .connection
            }
        #expect(error.kind == expected)
    }
}
