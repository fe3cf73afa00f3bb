import HubCore

/// Why a schema cannot be used. `pointer` leads to the place inside the schema; the message names it and says what was
/// expected.
package struct SchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// A keyword's value has the wrong form.
        case invalidKeyword
        /// A pattern is not a regular expression of ECMA-262, or too large a one.
        case invalidPattern
        /// A reference leads nowhere, or to a document that was not given.
        case unresolvedReference
        /// References lead back to their start without going into the instance.
        case endlessReference
        /// `$schema` names an edition, or a vocabulary that it requires, which is not known.
        case unknownDialect
        /// The schema has more parts than are allowed.
        case tooLarge
    }

    package let code: Code
    package let pointer: JSONPointer
    package let message: String

    package var description: String {
        pointer.tokens.isEmpty ? "the schema \(message)" : "the schema at \(pointer) \(message)"
    }
}
