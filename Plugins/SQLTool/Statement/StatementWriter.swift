/// Makes the text that the server gets.
enum StatementWriter {
    /// - Parameters:
    ///   - parameters: In the order in which they are bound; all that the statement has are there.
    ///   - relation: What stands where a table is read.
    static func text(
        of statement: SelectStatement, parameters: [String], relation: (RelationReference) -> String = { _ in "" }
    ) -> String {
        statement.pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .parameter(let name):
                (statement.dialect == .postgreSQL ? "$" : "?") + "\((parameters.firstIndex(of: name) ?? 0) + 1)"
            case .relation(let index): relation(statement.relations[index])
            }
        }.joined(separator: " ")
    }
}
