import PluginSDK

extension HTTPResponse {
    /// Bodies of failed responses are told up to this size.
    private static var maximumToldBytes: Int { 2048 }

    /// The result's JSON as it stands in the response: all of it, or what `pointer` leads to. No body is `null`.
    func result(picking pointer: JSONPointer?) throws(ToolError) -> ArraySlice<UInt8> {
        guard (200...299).contains(status) else { throw failure }
        if body.isEmpty, pointer == nil { return Array("null".utf8)[...] }
        let document: JSONDocument
        do {
            document = try JSONDocument(body)
        } catch {
            let type = headers["content-type"]?.stringValue ?? "of no stated type"
            throw ToolError(
                .upstream, "The server answered with something that is not JSON (\(type), \(body.count) bytes).",
                details: ["http_status": .number(JSONNumber(status))])
        }
        guard let pointer else { return document.bytes }
        guard let picked = document[pointer] else {
            throw ToolError(
                .upstream, "The server's answer has nothing at \(pointer), where the tool looks for its result.",
                details: ["http_status": .number(JSONNumber(status))])
        }
        return picked
    }

    /// What a response that is no success means, with the server's own words in the details.
    private var failure: ToolError {
        let status = "HTTP \(self.status)"
        return switch self.status {
        case 300...399: told(.upstream, "The server redirects to another place, which is not followed (\(status)).")
        case 400, 422: told(.invalidInput, "The server did not accept the arguments (\(status)).")
        case 401: told(.authorization, "The server did not accept the caller's identity (\(status)).")
        case 403: told(.authorization, "The caller may not do this on the server (\(status)).")
        case 404, 410: told(.notFound, "The server has nothing for these arguments (\(status)).")
        case 408, 504: told(.upstream, "The server did not get an answer in time (\(status)).")
        case 409, 412: told(.upstream, "The server's data is in another state than the call needs (\(status)).")
        case 413: told(.tooLarge, "The arguments are more than the server takes (\(status)).")
        case 429: told(.rateLimited, "The server wants fewer calls; try again later (\(status)).")
        case 400...499: told(.upstream, "The server refused the call (\(status)).")
        case 503: told(.upstream, "The server is out of service for now (\(status)).")
        case 500...: told(.upstream, "The server failed (\(status)).")
        case _: told(.upstream, "The server answered with a status that has no meaning here (\(status)).")
        }
    }

    private func told(_ code: ToolError.Code, _ message: String) -> ToolError {
        var details = [JSONMember("http_status", .number(JSONNumber(status)))]
        if status == 429 || status == 503, let wait = headers["retry-after"] {
            details.append(JSONMember("retry_after", wait))
        }
        if body.count <= Self.maximumToldBytes, let words = try? JSON(parsing: body) {
            details.append(JSONMember("body", words))
        }
        return ToolError(code, message, details: .object(details))
    }
}
