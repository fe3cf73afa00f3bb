/// The editions of JSON Schema that are understood.
package enum SchemaDialect: String, Sendable, CaseIterable {
    case draft202012 = "https://json-schema.org/draft/2020-12/schema"
    case draft7 = "http://json-schema.org/draft-07/schema"

    /// The dialect that `$schema` names, with or without an empty fragment; nil for any other.
    init?(metaschema: String) {
        self.init(rawValue: metaschema.utf8.last == UInt8(ascii: "#") ? String(metaschema.dropLast()) : metaschema)
    }
}
