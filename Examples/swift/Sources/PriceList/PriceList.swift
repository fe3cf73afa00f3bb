import PluginSDK

/// One tool row.
struct PriceList: Tool {
    private let endpoint: String
    private let key: String
    private let lifetime: Int
    private let authorization: HTTPRequest.Authorization

    /// The cache is the row's own; the file's address is in the key, since a changed row keeps its cache.
    private var cacheKey: [UInt8] { Array("file \(endpoint)".utf8.prefix(256)) }

    init(_ configuration: JSON) throws {
        guard let endpoint = configuration["endpoint"]?.stringValue else {
            throw ConfigurationProblem(at: "/endpoint", "The endpoint must be the URL of a CSV file.")
        }
        self.endpoint = endpoint
        key = configuration["key"]?.stringValue ?? "sku"
        let authorization: HTTPRequest.Authorization =
            switch configuration["auth"]?["type"]?.stringValue {
            case "user_jwt": .userJWT
            case "credential": .credential(configuration["auth"]?["credential"]?.stringValue ?? "")
            case _: .none
            }
        self.authorization = authorization
        // What one user's own token opened must not be shown to the next one.
        let isShared = authorization != .userJWT
        lifetime = isShared ? configuration["cache_seconds"]?.numberValue?.intValue ?? 300 : 0
    }

    func invoke(_ call: Call) throws {
        guard let product = call.input["product"]?.stringValue else {
            throw ToolError(.invalidInput, "\"product\" must be the product's code.")
        }
        guard lifetime > 0 else { return fetch(product, call) }
        call.keyValueStore.get(cacheKey) { cached in
            // Without a cache, or with nothing in it, the file is fetched: a cache is a help and no need.
            guard let file = try? cached.get() else { return fetch(product, call) }
            call.complete(catching: { try find(product, in: file) })
        }
    }

    private func fetch(_ product: String, _ call: Call) {
        var request = HTTPRequest(method: "GET", url: endpoint)
        request.headers = [("accept", "text/csv")]
        request.authorization = authorization
        request.redirects = 2
        request.maximumResponseBytes = Int(AH_MAX_HTTP_BODY)
        call.http.send(request) { answer in
            do {
                let response = try answer.get()
                guard response.status == 200 else {
                    throw ToolError(
                        .upstream, "The server of the price list answered with HTTP \(response.status).",
                        details: ["http_status": .number(JSONNumber(response.status))])
                }
                keep(response.body, call) { call.complete(catching: { try find(product, in: response.body) }) }
            } catch {
                call.fail(error)
            }
        }
    }

    /// A call's requests end with it, so the file is kept before the call is completed.
    private func keep(_ file: [UInt8], _ call: Call, then: @escaping @Sendable () -> Void) {
        guard lifetime > 0, file.count <= Int(AH_MAX_KV_VALUE) else { return then() }
        call.keyValueStore.put(cacheKey, value: file, lifetime: .seconds(lifetime)) { _ in then() }
    }

    private func find(_ product: String, in file: [UInt8]) throws -> JSON {
        guard let text = String(validating: file, as: UTF8.self) else {
            throw ToolError(.upstream, "The price list is no text in UTF-8.")
        }
        var lines = CSVReader(text)
        guard let names = lines.next(), let column = names.firstIndex(of: key) else {
            throw ToolError(.upstream, "The price list has no column \"\(key)\" in its first line.")
        }
        while let line = lines.next() {
            guard column < line.count, line[column] == product else { continue }
            return .object(zip(names, line).map { JSONMember($0, value($1)) })
        }
        throw ToolError(.notFound, "The price list has no product \(product).")
    }

    /// A number where JSON would write it so, with the digits of the file; else a text.
    private func value(_ text: String) -> JSON {
        if let json = try? JSON(parsing: Array(text.utf8)), case .number = json { return json }
        return .string(text)
    }
}
