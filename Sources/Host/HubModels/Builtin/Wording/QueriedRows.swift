import HubCore

/// What a database answered, in the form that such tools agree on: `rows`, with what they have under `columns` and
/// `row_count` beside them.
struct QueriedRows: Sendable {
    let rows: [JSONValue]
    /// There are more than these.
    let isTruncated: Bool

    /// nil where the result is of another form.
    init?(_ result: JSONValue) {
        guard let rows = result["rows"]?.arrayValue, result["columns"]?.arrayValue != nil,
            result["row_count"]?.numberValue != nil
        else { return nil }
        self.rows = rows
        isTruncated = result["truncated"]?.boolValue ?? false
    }
}
