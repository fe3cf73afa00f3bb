import HubCore
import Hummingbird

/// `?limit=…&cursor=…` of a listing. The cursor is the id of the last row of the page before.
struct PageQuery {
    static let maximum = 200

    let limit: Int
    private let text: String?

    init(_ request: Request) throws {
        text = request.uri.queryParameters["cursor"].map(String.init)
        guard let value = request.uri.queryParameters["limit"] else {
            limit = 50
            return
        }
        guard let number = Int(value), (1...Self.maximum).contains(number) else {
            throw Problem(
                .unprocessableContent, "invalid_query", "limit must be an integer from 1 to \(Self.maximum).")
        }
        limit = number
    }

    func cursor<Table>() throws -> RowID<Table>? {
        try cursor { RowID($0) }
    }

    func cursor<Value>(_ parse: (String) -> Value?) throws -> Value? {
        guard let text else { return nil }
        guard let value = parse(text) else {
            throw Problem(.unprocessableContent, "invalid_query", "cursor must be the `next` of an earlier page.")
        }
        return value
    }

    /// `{name: […], "next": …}`; `next` is null when the page was not full.
    func body(_ name: String, _ rows: [JSONValue], next: String?) -> JSONValue {
        .object([name: .array(rows), "next": rows.count == limit ? next.map(JSONValue.string) ?? .null : .null])
    }
}
