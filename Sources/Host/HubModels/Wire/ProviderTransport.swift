import HubCore
import HubEgress

/// How a provider is reached: its address, its key, and who sends.
///
/// - A model's base URL is its row's, else the provider's. A request's own key goes to that URL's origin. The provider's
///   key goes to the origin of the provider's own base URL and nowhere else, so that a row cannot lead it astray, and only
///   for the platform's models: a tenant's row would have the host pay for any model. A row with another origin is called
///   without one unless the request brings its own.
/// - Models of tenants' own are reached by the egress whose policy holds for addresses that a tenant chose.
/// - Sent once more only when the connection failed before a byte of an answer; other retries are for a policy above.
struct ProviderTransport: Sendable {
    /// How a key stands in a request's header.
    struct KeyHeader: Sendable {
        var name: String
        /// Before the key: `Bearer `.
        var prefix: String

        static let bearer = KeyHeader(name: "Authorization", prefix: "Bearer ")
    }

    /// Bytes of an answer, streamed or not.
    static let responseLimit = 4 << 20

    private let egress: EgressClient
    private let tenantEgress: EgressClient
    private let baseURL: String
    private let keyHeader: KeyHeader
    private let authorization: EgressAuthorization?

    /// `key` is the host's own, nil for a provider that has none.
    init(egress: EgressClient, tenantEgress: EgressClient, baseURL: String, key: Secret?, keyHeader: KeyHeader) {
        self.egress = egress
        self.tenantEgress = tenantEgress
        self.baseURL = Self.trimmed(baseURL)
        self.keyHeader = keyHeader
        authorization = key.flatMap { Self.authorization($0, keyHeader, for: baseURL) }
    }

    /// Where a model is served, without a slash at the end.
    func base(of model: LanguageModel) -> String { model.baseURL.map(Self.trimmed) ?? baseURL }

    /// Posts a body; the answer is read as it arrives. Read as a stream in any case, since only that tells a request that
    /// nobody answered, which is sent once more, from an answer that broke off, which was paid for.
    func post(
        _ body: JSONValue, to path: String, for model: LanguageModel, key: Secret?, accept: String,
        headers: [HTTPHeader], traceparent: String?, deadline: Deadline
    ) async throws(EgressError) -> EgressStream {
        let base = base(of: model)
        // A request with a key of its own never falls back to the provider's.
        let authorization =
            key.map { Self.authorization($0, keyHeader, for: base) } ?? (model.owner == nil ? authorization : nil)
        var fields = [
            HTTPHeader(name: "Content-Type", value: "application/json"), HTTPHeader(name: "Accept", value: accept),
        ]
        fields += headers
        if let traceparent { fields.append(HTTPHeader(name: "traceparent", value: traceparent)) }
        let request = EgressRequest(
            method: "POST", url: base + path, headers: fields, body: body.bytes, authorization: authorization,
            deadline: deadline, maximumResponseBytes: Self.responseLimit)
        let client = model.owner == nil ? egress : tenantEgress
        do throws(EgressError) {
            return try await client.stream(request)
        } catch {
            guard error.kind == .connection, !deadline.hasPassed, !Task.isCancelled else { throw error }
            return try await client.stream(request)
        }
    }

    /// nil where the URL has no origin; a request to it is refused anyway.
    private static func authorization(_ key: Secret, _ header: KeyHeader, for url: String) -> EgressAuthorization? {
        Origin(url: url).map {
            EgressAuthorization(name: header.name, value: Secret(header.prefix + key.reveal()), origins: [$0])
        }
    }

    private static func trimmed(_ url: String) -> String {
        var url = Substring(url)
        while url.last == "/" { url = url.dropLast() }
        return String(url)
    }
}
