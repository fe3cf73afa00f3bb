import HubCore
import HubEgress

/// OpenAI's chat completions with tools, and any server that speaks the same API. Not streamed.
///
/// - A model's base URL is its row's, else the provider's. A request's own key goes to that URL's origin. The provider's
///   key goes to the origin of the provider's own base URL and nowhere else, so that a row cannot lead it astray; a row
///   with another origin is called without one unless the request brings its own.
/// - The output is bounded by `max_completion_tokens` at OpenAI, whose reasoning models refuse `max_tokens`, and by
///   `max_tokens` elsewhere, where servers often know only that.
/// - Sent once more only when the connection failed before a byte of an answer; other retries are for a policy above.
package struct OpenAIProvider: ModelProvider {
    package static let defaultBaseURL = "https://api.openai.com/v1"
    private static let responseLimit = 4 << 20

    private let egress: EgressClient
    /// For models of tenants' own, whose base URLs a tenant chose.
    private let tenantEgress: EgressClient
    private let baseURL: String
    /// The provider's own.
    private let authorization: EgressAuthorization?
    private let now: @Sendable () -> HTTPDate

    /// `key` nil for a server that wants none.
    package init(
        egress: EgressClient, tenantEgress: EgressClient, key: Secret?, baseURL: String = OpenAIProvider.defaultBaseURL
    ) {
        self.init(
            egress: egress, tenantEgress: tenantEgress, key: key, baseURL: baseURL, now: { HTTPDate.now() })
    }

    init(
        egress: EgressClient, tenantEgress: EgressClient, key: Secret?, baseURL: String,
        now: @escaping @Sendable () -> HTTPDate
    ) {
        self.egress = egress
        self.tenantEgress = tenantEgress
        self.baseURL = Self.trimmed(baseURL)
        self.now = now
        authorization = key.flatMap { Self.authorization($0, for: baseURL) }
    }

    /// nil where the URL has no origin; a request to it is refused anyway.
    private static func authorization(_ key: Secret, for url: String) -> EgressAuthorization? {
        Origin(url: url).map { EgressAuthorization(value: Secret("Bearer \(key.reveal())"), origins: [$0]) }
    }

    package func complete(_ request: ModelRequest) async throws(ModelError) -> ModelResponse {
        let base = request.model.baseURL.map(Self.trimmed) ?? baseURL
        // A request with a key of its own never falls back to the provider's.
        // The host's key is for the host's own models: a tenant's row would have the host pay for any model.
        let authorization =
            request.key.map { Self.authorization($0, for: base) } ?? (request.model.owner == nil ? authorization : nil)
        let body = OpenAIMapping.request(request, limit: Self.limit(request.maximumOutputTokens, base: base)).json.bytes
        let response = try await response(
            by: request.model.owner == nil ? egress : tenantEgress,
            to: EgressRequest(
                method: "POST", url: base + "/chat/completions",
                headers: [
                    HTTPHeader(name: "Content-Type", value: "application/json"),
                    HTTPHeader(name: "Accept", value: "application/json"),
                ] + (request.traceparent.map { [HTTPHeader(name: "traceparent", value: $0)] } ?? []),
                body: body, authorization: authorization, deadline: request.deadline,
                maximumResponseBytes: Self.responseLimit))
        guard response.status == 200 else {
            throw OpenAIErrors.error(
                status: response.status, headers: response.headers, body: response.body, now: now())
        }
        return try OpenAIMapping.response(try Self.decoded(response.body))
    }

    /// Read as a stream, since only that tells a request that nobody answered, which is sent once more, from an answer
    /// that broke off, which was paid for.
    private func response(
        by egress: EgressClient, to request: EgressRequest
    ) async throws(ModelError) -> EgressResponse {
        do throws(EgressError) {
            let stream = try await opened(request, by: egress)
            return EgressResponse(status: stream.status, headers: stream.headers, body: try await stream.collect())
        } catch {
            throw OpenAIErrors.error(error)
        }
    }

    private func opened(_ request: EgressRequest, by egress: EgressClient) async throws(EgressError) -> EgressStream {
        do throws(EgressError) {
            return try await egress.stream(request)
        } catch {
            guard error.kind == .connection, !request.deadline.hasPassed, !Task.isCancelled else { throw error }
            return try await egress.stream(request)
        }
    }

    private static func decoded(_ body: [UInt8]) throws(ModelError) -> OpenAIWire.Response {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: body)
        } catch {
            throw ModelError(.malformed, "the provider's answer is not JSON")
        }
        guard let response = OpenAIWire.Response(json) else {
            throw ModelError(.malformed, "the provider's answer has no message")
        }
        return response
    }

    static func limit(_ tokens: Int, base: String) -> OpenAIWire.TokenLimit {
        Origin(url: base)?.host == "api.openai.com" ? .completionTokens(tokens) : .tokens(tokens)
    }

    private static func trimmed(_ url: String) -> String {
        var url = Substring(url)
        while url.last == "/" { url = url.dropLast() }
        return String(url)
    }
}
