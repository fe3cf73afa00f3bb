import HubCore

/// One way in which an instance does not satisfy its schema. The message names the place, not the value, which may be
/// personal data.
package struct SchemaViolation: Sendable, Hashable {
    /// Where in the instance.
    package let instancePointer: JSONPointer
    /// The keyword that was not satisfied; `false` for a schema that accepts nothing.
    package let keyword: String
    /// Where the keyword stands in the schema's document.
    package let schemaPointer: JSONPointer
    /// A sentence that a person or a model can act on.
    package let message: String
}
