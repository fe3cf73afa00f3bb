import PluginSDK

/// A result while it grows, as JSON text: `{"rows": [{…}], "columns": [{"name", "type"}], "row_count": n, "truncated": false}`.
/// It ends before a row that would make it larger than the row's limits, and says so.
struct ResultDocument {
    private let columns: [ResultColumn]
    private let limits: SQLLimits
    /// Of the rows: what the row's limits say, less where the columns' own description takes much of the host's 100 KB.
    private let maximumBytes: Int
    /// `"name":` for each column.
    private let names: [[UInt8]]
    private var rows: [UInt8] = []
    private var rowCount = 0
    private(set) var isTruncated = false

    private static let documentBytes = 102_000
    /// `{"name":…,"type":"timestamp"},` without the name.
    private static let describedBytes = 32

    init(columns: [ResultColumn], limits: SQLLimits) {
        self.columns = columns
        self.limits = limits
        names = columns.map { JSON.string($0.name).bytes + [UInt8(ascii: ":")] }
        let described = names.reduce(0) { $0 + $1.count + Self.describedBytes }
        maximumBytes = min(limits.bytes, Self.documentBytes - described)
    }

    /// Adds a row whose values `write` appends, column by column. False when there is no room for it or for more.
    mutating func add<Failure: Error>(
        _ write: (ResultColumn, Int, inout [UInt8]) throws(Failure) -> Void
    ) throws(Failure) -> Bool {
        guard rowCount < limits.rows else {
            isTruncated = true
            return false
        }
        let length = rows.count
        rows.append(contentsOf: (rowCount == 0 ? "{" : ",{").utf8)
        for (index, column) in columns.enumerated() {
            if index > 0 { rows.append(UInt8(ascii: ",")) }
            rows.append(contentsOf: names[index])
            try write(column, index, &rows)
            guard rows.count <= maximumBytes else {
                rows.removeSubrange(length...)
                isTruncated = true
                return false
            }
        }
        rows.append(UInt8(ascii: "}"))
        rowCount += 1
        return true
    }

    /// The whole document; fails when not one row fits.
    func finished(types: [ResultColumn.Kind]) throws(ToolError) -> [UInt8] {
        guard rowCount > 0 || !isTruncated else {
            throw ToolError(
                .tooLarge, "One row of the result is larger than \(maximumBytes) bytes. Select fewer columns.")
        }
        let described = zip(columns, types).map { column, type in
            JSON.object([
                JSONMember("name", .string(column.name)), JSONMember("type", .string(type.rawValue)),
            ])
        }
        var bytes = Array("{\"rows\":[".utf8)
        bytes.reserveCapacity(rows.count + 1024)
        bytes.append(contentsOf: rows)
        bytes.append(contentsOf: "],\"columns\":".utf8)
        bytes.append(contentsOf: JSON.array(described).bytes)
        bytes.append(contentsOf: ",\"row_count\":\(rowCount),\"truncated\":\(isTruncated)}".utf8)
        return bytes
    }
}
