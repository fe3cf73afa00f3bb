/// Where a tool's argument comes from, as its property's schema says by `x-source`.
package enum ArgumentSource: String, Sendable, CaseIterable {
    /// The user's message, whole.
    case message
    /// The id of the file that came with the message, else of the last one in the session.
    case attachment

    /// The schema's keyword.
    package static let keyword = "x-source"

    /// nil where the schema says nothing of it, or nothing that is known.
    package init?(of schema: JSONValue) {
        guard let text = schema[Self.keyword]?.stringValue, let source = ArgumentSource(rawValue: text) else {
            return nil
        }
        self = source
    }
}
