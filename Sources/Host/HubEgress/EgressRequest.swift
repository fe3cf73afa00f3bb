import HubCore

/// One request to somewhere else. What is malformed in it is refused before anything is sent.
package struct EgressRequest: Sendable {
    /// Case matters, as in HTTP. `CONNECT` and `TRACE` are refused.
    package var method: String
    /// Absolute, `http` or `https`, percent-encoded, without user information and without dot segments.
    package var url: String
    /// Those that frame the message or belong to one connection (`Host`, `Content-Length`, …) are refused. To another
    /// origin than the first, a redirect carries only those that say what is sent and what is accepted.
    package var headers: [HTTPHeader]
    package var body: [UInt8]?
    package var authorization: EgressAuthorization?
    /// By when the last byte must have arrived, waiting and redirects included.
    package var deadline: Deadline
    /// After decompression.
    package var maximumResponseBytes: Int
    package var redirects: RedirectPolicy

    package init(
        method: String = "GET", url: String, headers: [HTTPHeader] = [], body: [UInt8]? = nil,
        authorization: EgressAuthorization? = nil, deadline: Deadline, maximumResponseBytes: Int = 1 << 20,
        redirects: RedirectPolicy = .refuse
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.authorization = authorization
        self.deadline = deadline
        self.maximumResponseBytes = maximumResponseBytes
        self.redirects = redirects
    }
}
