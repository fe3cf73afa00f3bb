import Foundation
import HubCore

/// A request to an operation, made from its description: the sender's own values everywhere but where a test puts others.
struct AttackRequest: Sendable {
    /// Where an identifier stands.
    struct Position: Sendable {
        enum Place: Sendable {
            case path(String)
            case query(String)
            case body(OpenAPIOperation.Member)
        }

        let place: Place
        let identifier: Identifier
    }

    let operation: OpenAPIOperation
    /// What the sender has of what is everybody's.
    private var path = ["plugin": "agenthub.http"]
    private var query: [String: String] = [:]
    private(set) var body: JSONValue?

    /// What the sender would rightly send.
    init(_ operation: OpenAPIOperation, from sender: PlantedTenant) throws {
        self.operation = operation
        body = operation.example
        for position in try Self.positions(in: operation) {
            switch position.place {
            case .path(let name): path[name] = sender[position.identifier]
            case .query: break
            case .body(let member):
                // What the example names does not exist.
                guard body?.value(at: member.tokens) != nil else { continue }
                let isNew = operation.method == "POST" && ["name", "id", "jti"].contains(member.name)
                set(position, to: isNew ? Canary.word() : sender[position.identifier])
            }
        }
    }

    /// Headers that name nobody's row. An Idempotency-Key is the caller's own, and has tests of its own.
    private static let headers: Set<String> = ["Idempotency-Key", "If-Match", "traceparent"]

    /// Everywhere that something of a tenant's can be named.
    static func positions(in operation: OpenAPIOperation) throws -> [Position] {
        var found: [Position] = []
        if let header = operation.parameters.first(where: { $0.place == "header" && !headers.contains($0.name) }) {
            throw Identifier.Unknown(description: "\(operation.id): nobody has said what \(header.name) stands for.")
        }
        for parameter in operation.parameters where parameter.place != "header" {
            for identifier in try Identifier.named(parameter.name, in: operation) {
                let place: Position.Place =
                    parameter.place == "path" ? .path(parameter.name) : .query(parameter.name)
                found.append(Position(place: place, identifier: identifier))
            }
        }
        for member in operation.members {
            for identifier in try Identifier.named(member.name, in: operation) {
                // A list is named by its elements.
                if member.schema["items"] != nil { continue }
                found.append(Position(place: .body(member), identifier: identifier))
            }
        }
        return found
    }

    mutating func set(_ position: Position, to value: String) {
        switch position.place {
        case .path(let name): path[name] = value
        case .query(let name): query[name] = value
        case .body(let member): set(member, to: .string(value))
        }
    }

    /// With what stands beside a member so that the body is right.
    mutating func set(_ member: OpenAPIOperation.Member, to value: JSONValue) {
        var object = (body ?? [:]).setting(member.tokens, to: value)
        if member.name == "credential" {
            object = object.setting(member.tokens.dropLast() + ["type"], to: "credential")
        }
        if member.name == "tool_id", var members = object.objectValue {
            members["agent_id"] = nil
            object = .object(members)
        }
        body = object
    }

    mutating func setQuery(_ name: String, to value: String) { query[name] = value }
    mutating func setPath(_ name: String, to value: String) { path[name] = value }

    /// Path and query.
    var target: String {
        var text = operation.path
        for (name, value) in path { text = text.replacingOccurrences(of: "{\(name)}", with: Self.escaped(value)) }
        let pairs = query.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.escaped($0.value))" }
        return pairs.isEmpty ? text : text + "?" + pairs.joined(separator: "&")
    }

    func send(
        to hub: HubProcess, token: String, headers: [String] = [], method: String? = nil
    ) async throws -> RawHTTP.Response {
        guard operation.isUpload else {
            return try await hub.http.request(
                method ?? operation.method, target, token: token, body: body, headers: headers)
        }
        let form = MultipartText(body ?? [:])
        return try await hub.http.request(
            method ?? operation.method, target, token: token, bytes: form.bytes, type: form.contentType,
            headers: headers)
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
            return isPlain || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}

extension JSONValue {
    /// The value at a place; nil where there is none.
    func value(at tokens: some Collection<String>) -> JSONValue? {
        guard let token = tokens.first else { return self }
        let next = Int(token).map { index in arrayValue.flatMap { $0.indices.contains(index) ? $0[index] : nil } }
        return (next ?? self[token])?.value(at: tokens.dropFirst())
    }
}
