/// What a parameter of a statement is, where the configuration says so. Without a word the server infers it.
enum ParameterType: String, Sendable, CaseIterable {
    case text
    case integer
    case number
    case boolean
    case date
    case timestamp
    case uuid
    case json

    static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
