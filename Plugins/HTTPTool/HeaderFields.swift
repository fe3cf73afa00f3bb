import PluginSDK

/// The header fields of a row's configuration.
enum HeaderFields {
    /// What is the host's to say: who calls, where to, and how the connection is used.
    private static let reserved: Set<String> = [
        "authorization", "cookie", "set-cookie", "host", "content-length", "accept-encoding", "connection",
        "keep-alive",
        "te", "trailer", "transfer-encoding", "upgrade", "expect",
    ]

    /// The fields to send with each call, with what a JSON API expects where the row does not say it.
    static func checked(
        _ members: [JSONMember], idempotencyHeader: String?, method: HTTPMethod
    ) throws(ConfigurationProblem) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        var seen: Set<String> = []
        if let idempotencyHeader {
            try check(idempotencyHeader, at: "/idempotency_header")
            seen.insert(idempotencyHeader.lowercased())
        }
        for member in members {
            try check(member.name, at: "/headers")
            guard seen.insert(member.name.lowercased()).inserted else {
                throw ConfigurationProblem(at: "/headers", "The header \(member.name) is there twice.")
            }
            guard let value = member.value.stringValue, isValue(value) else {
                throw ConfigurationProblem(
                    at: "/headers", "The header \(member.name) has a value that is not plain ASCII text on one line.")
            }
            fields.append((member.name, value))
        }
        if !seen.contains("accept") { fields.append(("Accept", "application/json")) }
        if method.hasBody {
            let type = fields.first { $0.name.lowercased() == "content-type" }
            if let type, !isJSON(type.value) {
                throw ConfigurationProblem(at: "/headers", "The body is JSON, and Content-Type says something else.")
            }
            if type == nil { fields.append(("Content-Type", "application/json")) }
        }
        return fields
    }

    private static func check(_ name: String, at pointer: String) throws(ConfigurationProblem) {
        let marks = "!#$%&'*+-.^_`|~".utf8
        guard !name.isEmpty, name.utf8.allSatisfy({ PercentEncoding.isAlphanumeric($0) || marks.contains($0) }) else {
            throw ConfigurationProblem(at: pointer, "A header's name has a character that is not allowed in one.")
        }
        let lowercased = name.lowercased()
        guard !reserved.contains(lowercased), !lowercased.hasPrefix("proxy-") else {
            throw ConfigurationProblem(at: pointer, "The header \(name) is set by the host and cannot be configured.")
        }
    }

    private static func isValue(_ value: String) -> Bool {
        value.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 }
    }

    /// `application/json` and its kin, such as `application/merge-patch+json`.
    private static func isJSON(_ value: String) -> Bool {
        let type = value.lowercased().prefix { $0 != ";" && $0 != " " }
        return type == "application/json" || type.hasSuffix("+json")
    }
}
