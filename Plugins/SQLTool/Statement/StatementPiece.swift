/// A part of a statement as it will be written for the server.
enum StatementPiece: Sendable, Hashable {
    /// SQL text that the parser has made: a keyword of its own, a quoted name, a literal written anew.
    case text(String)
    /// Where an argument or a constant is bound.
    case parameter(String)
    /// A table of the statement, by its place in `SelectStatement.relations`.
    case relation(Int)
}

/// A table that a statement names.
struct RelationName: Sendable, Hashable {
    let schema: String?
    let name: String

    /// For messages.
    var description: String { (schema.map { $0 + "." } ?? "") + name }
}

/// A place in a statement where a table is read.
struct RelationReference: Sendable, Hashable {
    let name: RelationName
    /// Whether tables that inherit from it are left out.
    let isOnly: Bool
    /// What the statement calls it; nil: by its own name.
    let alias: String?
}

/// A statement that was found to be one SELECT and nothing else.
struct SelectStatement: Sendable {
    let dialect: Dialect
    let pieces: [StatementPiece]
    let relations: [RelationReference]
    /// In the order in which they are bound, each once.
    let parameters: [String]
    /// What stands last in names of several parts: columns, unless the server finds a function of a row by that name.
    let fields: Set<String>
}
