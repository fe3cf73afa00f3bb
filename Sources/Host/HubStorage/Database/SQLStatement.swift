/// One statement: a literal text with `$1`, `$2`… and their values. The text's type admits no text made at run time.
package struct SQLStatement: Sendable {
    package let text: StaticString
    package let parameters: [SQLValue]

    /// `parameters[0]` is `$1`, wherever and however often the text names it.
    package init(_ text: StaticString, _ parameters: SQLValue...) {
        self.text = text
        self.parameters = parameters
    }
}
