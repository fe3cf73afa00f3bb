import HubCore

/// Schemas that a `$ref` may name by their absolute URI. Nothing is ever fetched: what is not here is not found.
package struct SchemaResources: Sendable {
    private let documents: [String: JSONValue]

    package static let none = SchemaResources([:])

    /// By absolute URI, without a fragment.
    package init(_ documents: [String: JSONValue]) { self.documents = documents }

    func document(at uri: String) -> JSONValue? { documents[uri] }
}
