import PluginSDK

/// One tool row at work: arguments become a request, the response becomes the result.
struct HTTPTool: Tool {
    let row: HTTPRow
    let breaker: OriginBreaker

    func invoke(_ call: Call) throws {
        let request = try row.request(for: call.input)
        guard let admission = breaker.admit() else {
            throw ToolError(
                .unavailable,
                "\(row.endpoint.origin.host) has not been answering; it is left alone for a few seconds, then tried again."
            )
        }
        Exchange(row: row, call: call, breaker: breaker, admission: admission)
            .send(request, repeats: row.isRepeatable ? 1 : 0, redirects: row.method.redirects)
    }
}
