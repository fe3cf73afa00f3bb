import HubCore
import HubEgress
import Synchronization

/// Writes down the HTTP exchanges of one call. What a redirect led through is one exchange: its first request and its
/// last response.
final class ExchangeRecorder: Sendable {
    private struct Entry: Sendable {
        var request: Request
        var result: Result<EgressResponse, EgressError>
        var milliseconds: Double
    }

    fileprivate struct Request: Sendable {
        var head: HTTPServiceHead
        var body: [UInt8]
        var credentialHeader: String?
    }

    private static let secretHeaders: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key", "x-auth-token",
    ]

    private let entries = Mutex<[Entry]>([])

    /// An exchange under way.
    struct Recording: Sendable {
        fileprivate let recorder: ExchangeRecorder
        fileprivate let request: Request
        fileprivate let start = MonotonicTime.now()

        func end(_ result: Result<EgressResponse, EgressError>) {
            let entry = Entry(
                request: request, result: result, milliseconds: MonotonicTime.milliseconds(since: start))
            recorder.entries.withLock { $0.append(entry) }
        }
    }

    func begin(_ head: HTTPServiceHead, body: [UInt8], authorization: EgressAuthorization?) -> Recording {
        Recording(recorder: self, request: Request(head: head, body: body, credentialHeader: authorization?.name))
    }

    /// Those that have ended, as they may be shown.
    func exchanges(under mask: SecretMask) -> [ToolExchange] {
        entries.withLock { $0 }.map { entry in
            let request = entry.request
            var headers = Self.fields(request.head.headers, mask, hiding: request.credentialHeader)
            if let name = request.credentialHeader {
                headers.append(ToolExchange.Field(name: mask.masked(name), value: SecretMask.mark))
            }
            let response: EgressResponse?
            let error: String?
            switch entry.result {
            case .success(let answer): (response, error) = (answer, nil)
            case .failure(let failure): (response, error) = (nil, mask.masked(failure.message))
            }
            return ToolExchange(
                method: mask.masked(request.head.method), url: mask.masked(request.head.url), requestHeaders: headers,
                requestBody: request.body.isEmpty ? nil : mask.excerpt(request.body), status: response?.status,
                responseHeaders: Self.fields(response?.headers ?? [], mask, hiding: request.credentialHeader),
                responseBody: response.map { mask.excerpt($0.body) }, milliseconds: entry.milliseconds, error: error)
        }
    }

    private static func fields(_ headers: [HTTPHeader], _ mask: SecretMask, hiding credential: String?)
        -> [ToolExchange.Field]
    {
        headers.map { header in
            let name = header.name.lowercased()
            let isSecret = secretHeaders.contains(name) || name == credential?.lowercased()
            return ToolExchange.Field(
                name: mask.masked(header.name), value: isSecret ? SecretMask.mark : mask.masked(header.value))
        }
    }
}
