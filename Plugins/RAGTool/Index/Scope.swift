import PluginSDK

/// What one search may look at: the row's collections, documents that the caller may read, and those that the filters take.
/// It is data for the index's queries, which check it themselves.
struct Scope: Sendable, Hashable {
    /// JSON arrays of texts.
    let collections: String
    let principals: String
    /// A JSON array of `MetadataFilter`s; nil: none.
    let filters: String?

    init(collections: [String], principals: [String], filters: [MetadataFilter]) {
        self.collections = Self.text(.array(collections.map { .string($0) }))
        self.principals = Self.text(.array(principals.sorted().map { .string($0) }))
        self.filters = filters.isEmpty ? nil : Self.text(.array(filters.map(\.document)))
    }

    private static func text(_ json: JSON) -> String { String(decoding: json.bytes, as: UTF8.self) }

    /// For the parameters ?1 to ?3.
    var values: [SQLiteValue] { [.text(collections), .text(principals), .text(filters)] }
}
