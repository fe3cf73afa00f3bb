import HubCore
import Hummingbird

/// A parameter of a query: described and read by one value.
struct QueryParameter<Value: Sendable>: Sendable {
    let description: ParameterDescription
    /// nil when the text is not what the schema says.
    let parse: @Sendable (String) -> Value?

    /// `rule` completes "must be …".
    init(
        _ name: String, _ schema: JSONObject, _ text: String, rule: String,
        parse: @escaping @Sendable (String) -> Value?
    ) {
        description = ParameterDescription(name: name, place: .query, schema: schema, text: text, rule: rule)
        self.parse = parse
    }

    var name: String { description.name }
}

/// A parameter outside the body, for documents.
struct ParameterDescription: Sendable {
    enum Place: String, Sendable {
        case query
        case header
        case path
    }

    let name: String
    let place: Place
    let schema: JSONObject
    let text: String
    /// Completes "must be …".
    let rule: String
    var isRequired = false
}

/// Reads a query by its operation's parameters.
struct QueryReader: Sendable {
    private let values: [String: String]

    /// Throws a 422 for a parameter that the operation does not have, or has twice, or that is not UTF-8.
    init(_ request: Request, _ parameters: [ParameterDescription]) throws {
        var values: [String: String] = [:]
        for part in request.uri.query?.split(separator: "&") ?? [] {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decoded(pair[0], plusIsSpace: true),
                let value = PercentEncoding.decoded(pair.count == 2 ? pair[1] : "", plusIsSpace: true)
            else { throw Self.problem("must be percent-encoded UTF-8.") }
            guard parameters.contains(where: { $0.place == .query && $0.name == name }) else {
                throw Self.problem("has no parameter \"\(name.prefix(64))\".")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw Self.problem("may have \(name) only once.")
            }
        }
        self.values = values
    }

    /// nil when it is not given; throws a 422 when it is not what it should be.
    func value<Value>(_ parameter: QueryParameter<Value>) throws -> Value? {
        guard let text = values[parameter.name] else { return nil }
        guard let value = parameter.parse(text) else {
            throw Self.problem("must have \(parameter.name) as \(parameter.description.rule).")
        }
        return value
    }

    private static func problem(_ text: String) -> Problem {
        Problem(.unprocessableContent, "invalid_query", "The query \(text)")
    }
}

extension QueryParameter {
    static func id<Table>(_ name: String, _ text: String) -> QueryParameter where Value == RowID<Table> {
        QueryParameter(name, ["type": "string", "format": "uuid"], text, rule: "a UUID") { RowID<Table>($0) }
    }
}

extension QueryParameter where Value == Bool {
    static func bool(_ name: String, _ text: String) -> QueryParameter {
        QueryParameter(name, ["type": "boolean"], text, rule: "true or false") { Bool($0) }
    }
}

extension QueryParameter where Value == String {
    static func text(_ name: String, _ text: String, maximum: Int = 255) -> QueryParameter {
        QueryParameter(
            name, ["type": "string", "minLength": 1, "maxLength": .int(maximum)], text,
            rule: "1 to \(maximum) characters without U+0000"
        ) { (1...maximum).contains($0.unicodeScalars.count) && !$0.utf8.contains(0) ? $0 : nil }
    }
}

extension QueryParameter where Value == TenantID {
    static let tenant = QueryParameter(
        "tenant_id", ["type": "string", "pattern": .string(PathParameter.tenantPattern)],
        "Only rows of this tenant, and the platform's.", rule: "a tenant's id", parse: { TenantID($0) })
}

/// The two parameters of every listing: the size of a page, and where the page before ended.
enum Paging {
    static let maximum = 200
    static let usual = 50

    static let limit = QueryParameter<Int>(
        "limit", ["type": "integer", "minimum": 1, "maximum": .int(maximum), "default": .int(usual)],
        "Rows of a page.", rule: "an integer from 1 to \(maximum)"
    ) { text in
        Int(text).flatMap { (1...maximum).contains($0) ? $0 : nil }
    }

    static func cursor<Table>(of type: Table.Type) -> QueryParameter<RowID<Table>> {
        .id("cursor", "The `next` of the page before.")
    }

    /// `{name: […], "next": …}` of one row more than the page has, if there is one: only then there is a next page.
    static func body<Row>(
        _ name: String, _ rows: [Row], limit: Int, cursor: (Row) -> String, json: (Row) -> JSONValue
    ) -> JSONValue {
        let page = rows.prefix(limit)
        let next = rows.count > limit ? page.last.map(cursor) : nil
        return .object([name: .array(page.map(json)), "next": next.map(JSONValue.string) ?? .null])
    }

    /// Its schema.
    static func schema(_ name: String, of row: AnswerShape) -> JSONObject {
        [
            "type": "object", "required": [.string(name), "next"],
            "properties": [
                name: ["type": "array", "items": row.reference],
                "next": [
                    "type": ["string", "null"], "description": "The `cursor` of the next page; null on the last.",
                ],
            ],
        ]
    }
}
