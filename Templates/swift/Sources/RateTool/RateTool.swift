import PluginSDK

/// One tool row.
struct RateTool: Tool {
    /// Without a slash at its end.
    let endpoint: String
    /// The setting: in which currency rates are told.
    let base: String
    /// Whose name requests go out in: a name for the host to fill in, never a value.
    let authorization: HTTPRequest.Authorization

    init(_ configuration: JSON) throws {
        var endpoint = configuration["endpoint"]?.stringValue ?? ""
        while endpoint.hasSuffix("/") { endpoint.removeLast() }
        guard !endpoint.isEmpty, !endpoint.contains(where: { "?#".contains($0) }) else {
            throw ConfigurationProblem(
                at: "/endpoint", "The endpoint must be a URL without ? and #: a path is put behind it.")
        }
        self.endpoint = endpoint
        base = configuration["base"]?.stringValue ?? "USD"
        authorization =
            switch configuration["auth"]?["type"]?.stringValue {
            case "user_jwt": .userJWT
            case "credential": .credential(configuration["auth"]?["credential"]?.stringValue ?? "")
            case _: .none
            }
    }

    func invoke(_ call: Call) throws {
        // The input schema lets nothing else through; a plugin that is sure of nothing asks all the same. What is thrown
        // completes the call as a failure.
        guard let currency = call.input["currency"]?.stringValue, currency.utf8.count == 3,
            currency.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else { throw ToolError(.invalidInput, #""currency" must be a code of three letters, such as EUR."#) }
        var request = HTTPRequest(method: "GET", url: "\(endpoint)/\(base)/\(currency)")
        request.headers = [("accept", "application/json")]
        request.authorization = authorization
        call.http.send(request) { answer in
            call.complete(catching: { try result(currency, try answer.get()) })
        }
    }

    private func result(_ currency: String, _ response: HTTPResponse) throws -> JSON {
        switch response.status {
        case 200: break
        case 404:
            throw ToolError(.notFound, "There is no rate for \(currency) in \(base). Ask for another currency.")
        case 401, 403:
            throw ToolError(
                .authorization, "The rates' service did not accept who asks (HTTP \(response.status)).")
        case 429:
            throw ToolError(.rateLimited, "The rates' service wants fewer questions. Ask again in a minute.")
        case _: throw ToolError(.upstream, "The rates' service answered with HTTP \(response.status).")
        }
        guard let document = try? JSON(parsing: response.body), let rate = document["rate"]?.numberValue else {
            throw ToolError(.upstream, #"The rates' service answered with something that holds no "rate"."#)
        }
        // The digits that the service wrote: no rounding on the way.
        return ["currency": .string(currency), "base": .string(base), "rate": .number(rate)]
    }
}
