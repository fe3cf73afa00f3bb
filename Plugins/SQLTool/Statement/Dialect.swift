/// Whose SQL a statement is.
enum Dialect: Sendable {
    case postgreSQL
    case sqlite
}
