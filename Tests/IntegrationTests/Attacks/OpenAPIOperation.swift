import Foundation
import HubCore

/// One operation of a running server's OpenAPI document.
struct OpenAPIOperation: Sendable {
    struct Parameter: Sendable {
        let name: String
        /// `path`, `query` or `header`.
        let place: String
        let schema: JSONValue
    }

    /// A member of the body, however deep: array elements count as the element 0, members of any name as one named
    /// `any`, and those of alternatives all.
    struct Member: Sendable {
        static let anyName = "any"

        let tokens: [String]
        let schema: JSONValue

        /// The name that says what it means: an array's element has its array's, a member of any name its object's.
        var name: String { tokens.last { Int($0) == nil && $0 != Self.anyName } ?? "" }
    }

    let id: String
    let method: String
    /// With braces: `/api/admin/agents/{id}`.
    let path: String
    let needsToken: Bool
    let parameters: [Parameter]
    /// nil: it takes none.
    let example: JSONValue?
    let members: [Member]
    /// Whether its body is a form of files, whose members are its parts.
    let isUpload: Bool

    var isAdmin: Bool { path.hasPrefix("/api/admin") }
    /// The first word of the path that is neither a prefix nor a parameter, behind the tenant: `sessions`.
    var collection: String {
        let words = path.split(separator: "/").filter { !$0.hasPrefix("{") }.map(String.init)
        return words.last { !["test", "reload", "reindex", "activate", "rollback", "content"].contains($0) } ?? ""
    }

    static func all(of hub: HubProcess) async throws -> [OpenAPIOperation] {
        let document = try await hub.http.request("GET", "/openapi.json").json
        return (document["paths"]?.objectValue ?? [:]).flatMap { path, methods in
            (methods.objectValue ?? [:]).map { method, operation in
                OpenAPIOperation(path, method.uppercased(), operation, document)
            }
        }
    }

    private init(_ path: String, _ method: String, _ operation: JSONValue, _ document: JSONValue) {
        id = operation["operationId"]?.stringValue ?? "\(method) \(path)"
        self.path = path
        self.method = method
        needsToken = operation["security"] == nil
        parameters = (operation["parameters"]?.arrayValue ?? []).map { value in
            let value = Self.resolved(value, document)
            return Parameter(
                name: value["name"]?.stringValue ?? "", place: value["in"]?.stringValue ?? "",
                schema: value["schema"] ?? [:])
        }
        let content = operation["requestBody"]?["content"]
        isUpload = content?["multipart/form-data"] != nil
        let body = content?["application/json"] ?? content?["multipart/form-data"]
        example = body.map { $0["example"] ?? [:] }
        members = body?["schema"].map { Self.members($0, [], document) } ?? []
    }

    private static func resolved(_ value: JSONValue, _ document: JSONValue) -> JSONValue {
        guard let reference = value["$ref"]?.stringValue else { return value }
        return reference.dropFirst(2).split(separator: "/").reduce(document) { $0[String($1)] ?? .null }
    }

    private static func members(_ schema: JSONValue, _ tokens: [String], _ document: JSONValue) -> [Member] {
        let schema = resolved(schema, document)
        var found = tokens.isEmpty ? [] : [Member(tokens: tokens, schema: schema)]
        for (name, member) in schema["properties"]?.objectValue ?? [:] {
            found += members(member, tokens + [name], document)
        }
        if let items = schema["items"] { found += members(items, tokens + ["0"], document) }
        if let others = schema["additionalProperties"], others.objectValue != nil {
            found += members(others, tokens + [Member.anyName], document)
        }
        for alternative in ["anyOf", "oneOf", "allOf"].flatMap({ schema[$0]?.arrayValue ?? [] }) {
            // The place itself is there already.
            found += members(alternative, tokens, document).filter { $0.tokens != tokens }
        }
        var seen: Set<[String]> = []
        return found.filter { seen.insert($0.tokens).inserted }
    }
}

extension JSONValue {
    /// The same document with a value at a place, whose parents are made where they are missing.
    func setting(_ tokens: some Collection<String>, to value: JSONValue) -> JSONValue {
        guard let token = tokens.first else { return value }
        if let index = Int(token) {
            var elements = arrayValue ?? []
            if index >= elements.count { elements.append(.null) }
            elements[index] = elements[index].setting(tokens.dropFirst(), to: value)
            return .array(elements)
        }
        var object = objectValue ?? [:]
        object[token] = (object[token] ?? .null).setting(tokens.dropFirst(), to: value)
        return .object(object)
    }
}
