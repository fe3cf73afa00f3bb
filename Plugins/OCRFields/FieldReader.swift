/// Finds a row's fields on the pages of a document.
package struct FieldReader: Sendable {
    private let rules: [FieldRule]

    package init(_ rules: [FieldRule]) { self.rules = rules }

    /// The values that were found, by the fields' names.
    package func read(_ pages: [ReadPage]) -> [String: FieldValue] { [:] }
}
