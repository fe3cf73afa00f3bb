import HubCore

/// The schemas of schemas, which are known without being given.
package enum Metaschema {
    /// The metaschema's document at an absolute URI without fragment; nil when there is none.
    static func document(at uri: String) throws(SchemaError) -> JSONValue? {
        guard let text = uri == SchemaDialect.draft7.rawValue ? Draft7Metaschema.text : Draft202012Metaschema.texts[uri]
        else { return nil }
        do {
            return try JSONValue(parsing: text)
        } catch {
            throw SchemaError(code: .invalidKeyword, pointer: JSONPointer(), message: "is not JSON: \(error)")
        }
    }

    /// The schema that every schema of the dialect must satisfy.
    package static func compiled(for dialect: SchemaDialect) throws(SchemaError) -> CompiledSchema {
        try CompiledSchema(["$ref": .string(dialect.rawValue)], dialect: dialect)
    }
}
