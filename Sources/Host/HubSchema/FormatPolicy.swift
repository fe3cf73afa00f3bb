/// What the `format` keyword does.
package enum FormatPolicy: Sendable {
    /// Nothing, as the specification has it unless a vocabulary says otherwise.
    case annotation
    /// The formats that `SchemaFormat` knows are checked; others are ignored.
    case assertion
}
