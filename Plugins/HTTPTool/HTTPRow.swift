import PluginSDK

/// A tool row's configuration, checked and ready to make requests.
struct HTTPRow: Sendable {
    let method: HTTPMethod
    let endpoint: Endpoint
    /// Query members of the configuration; names are encoded, literals are not.
    let query: [Endpoint.Member]
    let headers: [(name: String, value: String)]
    let pick: JSONPointer?
    /// The field that carries a key of its own for each call.
    let idempotencyHeader: String?
    let authorization: HTTPRequest.Authorization
    /// The arguments that placeholders take.
    let placed: Set<String>
    /// The names of the query members that no argument may replace, lower-case since some servers do not tell case.
    private let fixed: Set<String>

    init(method: HTTPMethod, configuration: JSON) throws(ConfigurationProblem) {
        self.method = method
        guard let url = configuration["endpoint"]?.stringValue else {
            throw ConfigurationProblem(at: "/endpoint", "The tool has no endpoint.")
        }
        endpoint = try Endpoint(url)
        query = try Self.query(configuration["query"]?.objectValue ?? [])
        idempotencyHeader = configuration["idempotency_header"]?.stringValue
        headers = try HeaderFields.checked(
            configuration["headers"]?.objectValue ?? [], idempotencyHeader: idempotencyHeader, method: method)
        pick = try Self.pick(configuration["pick"])
        authorization = try Self.authorization(configuration["auth"])
        placed = Set(endpoint.placeholders + query.flatMap(\.value.placeholders))
        fixed = Set((endpoint.members + query).map { (PercentEncoding.decode($0.name) ?? $0.name).lowercased() })
    }

    /// Whether a call may be sent again when its connection failed: the server may have done it already.
    var isRepeatable: Bool { method.effects.contains(.idempotent) || idempotencyHeader != nil }

    /// Whether the configuration has said what the query member of that name is.
    func isFixed(_ name: String) -> Bool { fixed.contains(name.lowercased()) }

    private static func query(_ members: [JSONMember]) throws(ConfigurationProblem) -> [Endpoint.Member] {
        var query: [Endpoint.Member] = []
        for member in members {
            guard let text = Arguments.scalar(member.value) else {
                throw ConfigurationProblem(at: "/query", "The query member \(member.name) is \(member.value.kind).")
            }
            do {
                query.append(
                    Endpoint.Member(name: PercentEncoding.encode(member.name), value: try TemplateText(text)))
            } catch {
                throw ConfigurationProblem(at: "/query", "The query member \(member.name): \(error.message).")
            }
        }
        return query
    }

    private static func pick(_ value: JSON?) throws(ConfigurationProblem) -> JSONPointer? {
        guard let value else { return nil }
        guard let pointer = value.stringValue.flatMap(JSONPointer.init) else {
            throw ConfigurationProblem(at: "/pick", "pick is no JSON Pointer, such as /data/0.")
        }
        return pointer
    }

    private static func authorization(_ value: JSON?) throws(ConfigurationProblem) -> HTTPRequest.Authorization {
        guard let value else { return .userJWT }
        switch value["type"]?.stringValue {
        case "user_jwt": return .userJWT
        case "none": return .none
        case "credential":
            guard let name = value["credential"]?.stringValue else {
                throw ConfigurationProblem(at: "/auth/credential", "The auth names no credential.")
            }
            return .credential(name)
        case _: throw ConfigurationProblem(at: "/auth/type", "The auth is none of user_jwt, credential and none.")
        }
    }
}
