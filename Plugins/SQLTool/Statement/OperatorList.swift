/// The operators that a statement may use.
enum OperatorList {
    private static func words(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }

    private static let postgreSQL = words(
        "+ - * / % ^ < > = <= >= <> != || ~ ~* !~ !~* ~~ ~~* !~~ !~~* -> ->> #> #>> #- @> <@ ? ?| ?& && & | # << >> @@ @? "
            + "^@ |/ ||/ @ -|- &< &>")

    private static let sqlite = words("+ - * / % < > = == <= >= <> != || & | ~ << >> -> ->>")

    static func contains(_ symbol: String, dialect: Dialect) -> Bool {
        switch dialect {
        case .postgreSQL: postgreSQL.contains(symbol)
        case .sqlite: sqlite.contains(symbol)
        }
    }

    /// Those that may stand before what they work on.
    static let prefixes = words("+ - ~ @ |/ ||/")
}
