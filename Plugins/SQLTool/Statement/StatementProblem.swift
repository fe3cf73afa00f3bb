/// Why a statement is refused, in words for the administrator who wrote it.
struct StatementProblem: Error {
    let message: String
    /// Characters before the place, in Unicode scalars; nil when it is the statement as a whole.
    let offset: Int?

    init(_ message: String, at offset: Int? = nil) {
        self.message = message
        self.offset = offset
    }

    var sentence: String { offset.map { "\(message) (at character \($0 + 1))." } ?? "\(message)." }
}
