import PluginSDK

/// The requests that one call takes: the first, its repetition, and where redirects lead.
struct Exchange: Sendable {
    let row: HTTPRow
    let call: Call
    let breaker: OriginBreaker
    let admission: CircuitBreaker.Admission

    /// Sends a request; the call is completed in the end.
    func send(_ request: HTTPRequest, repeats: Int, redirects: Int) {
        call.http.send(request) { answer in
            switch answer {
            case .success(let response):
                if redirects > 0, let target = redirection(of: response) {
                    var next = request
                    next.url = target
                    return send(next, repeats: repeats, redirects: redirects - 1)
                }
                finish(response)
            case .failure(let error):
                // Without a timer to wait on, one more try at once: it cures a connection that had gone stale.
                if repeats > 0, error.details["kind"]?.stringValue == "connection", !call.isCancelled {
                    return send(request, repeats: repeats - 1, redirects: redirects)
                }
                finish(error)
            }
        }
    }

    private func finish(_ response: HTTPResponse) {
        breaker.record(response.status >= 500 ? .failure : .success, of: admission)
        do throws(ToolError) {
            call.complete(json: try response.result(picking: row.pick))
        } catch {
            call.fail(error)
        }
    }

    private func finish(_ error: ToolError) {
        breaker.record(error.isOfTheServer ? .failure : .unknown, of: admission)
        call.fail(error.inWords(host: row.endpoint.origin.host))
    }

    /// Where a response sends on to, if that is at the row's own origin: elsewhere the row's header fields must not go.
    private func redirection(of response: HTTPResponse) -> String? {
        guard [301, 302, 303, 307, 308].contains(response.status),
            let location = response.headers["location"]?.stringValue
        else { return nil }
        if location.hasPrefix("/"), !location.hasPrefix("//"), !location.hasPrefix("/\\") {
            return row.endpoint.origin.text + location
        }
        guard let (origin, rest) = try? Origin.split(location), origin == row.endpoint.origin else { return nil }
        return origin.text + rest
    }
}
