/// A schema with an identity of its own: a document's root, or a subschema with `$id`.
struct SchemaResource {
    var base: SchemaURI
    var root: SchemaLocation
    var rules: SchemaRules
    /// Of both kinds, by name.
    var anchors: [String: SchemaLocation] = [:]
    var dynamicAnchors: [String: SchemaLocation] = [:]
}
