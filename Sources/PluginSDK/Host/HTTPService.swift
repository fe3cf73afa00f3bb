import PluginABI

/// Sends HTTP requests through the host: its connections, its egress policy, its secrets.
public struct HTTPService: Sendable {
    let call: Call

    /// Sends a request; it ends by the call's deadline. `completion` runs exactly once, on a thread of the host's or, when
    /// the request is refused at once, on this one; it must not wait.
    ///
    /// Any response is a success, whatever its status. A failure's `details` hold `kind`: `connection` (none came about,
    /// or it broke), `resolution`, `tls`, `redirect` or `protocol` (code `upstream`), `denied`, `deadline`, `cancelled`,
    /// `too_large`, `overloaded`, `shut_down`, `auth` or `invalid_url`.
    public func send(
        _ request: HTTPRequest, completion: @escaping @Sendable (Result<HTTPResponse, ToolError>) -> Void
    ) {
        guard let service = call.host.http else { return completion(.failure(.notGranted(AH_EXT_HOST_HTTP))) }
        let head = request.head.bytes
        ServiceRequest<HTTPResponse>.start(completion) { user in
            lending(head) { head in
                lending(request.body) { body in
                    service.pointee.request(call.host.table, call.id.rawValue, head, body, Self.done, user)
                }
            }
        }
    }

    private static let done: ah_http_done = { user, status, httpStatus, headers, body in
        let isResponse = status == ah_status(AH_OK)
        ServiceRequest<HTTPResponse>.finish(
            user,
            isResponse
                ? .success(HTTPResponse(status: Int(httpStatus), headerDocument: headers.copy, body: body.copy))
                : .failure(ToolError(status: status, document: body.copy)))
    }
}
