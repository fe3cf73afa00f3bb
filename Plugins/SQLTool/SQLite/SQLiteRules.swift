import CSQLite
import Synchronization

/// What SQLite's authorizer is told: which tables and functions a statement may use.
/// https://www.sqlite.org/c3ref/c_alter_table.html
final class SQLiteRules: Sendable {
    /// Tables with something hidden, in lower case. They are read by the subqueries that hide it, never by a view.
    private let hidden: Set<String>
    /// The file's views, in lower case.
    private let views: Set<String>
    private let reason = Mutex<String?>(nil)

    init(hidden: Set<String>, views: Set<String>) {
        self.hidden = hidden
        self.views = views
    }

    /// Functions behind what a statement may write otherwise than as a call of a listed one.
    private static let operators: Set<String> = ["->", "->>", "coalesce", "nullif"]

    /// Those that cannot be stopped and take long on long texts; `like` and `glob` stand for their operators too.
    private static let searches: Set<String> = ["glob", "instr", "like", "ltrim", "replace", "rtrim", "trim"]
    /// A row may search so often before SQLite asks again whether it goes on.
    private static let maximumSearches = 16
    private let searchCount = Mutex(0)

    /// Why something was not allowed.
    var refusal: String? { reason.withLock { $0 } }

    func allow(_ action: Int32, first: String?, second: String?, database: String?, source: String?) -> Bool {
        switch action {
        case SQLITE_SELECT, SQLITE_RECURSIVE: return true
        case SQLITE_FUNCTION:
            let name = second?.lowercased() ?? ""
            if Self.searches.contains(name) {
                let count = searchCount.withLock { count in
                    count += 1
                    return count
                }
                guard count <= Self.maximumSearches else {
                    return refuse("The statement searches or trims in more than \(Self.maximumSearches) places.")
                }
            }
            return FunctionList.sqlite.contains(name) || Self.operators.contains(name)
                || refuse("The function \(name) may not be called.")
        case SQLITE_READ:
            let table = first?.lowercased() ?? ""
            guard let database else {
                // What is no table of a file: a subquery, or one of the functions that give rows.
                return true
            }
            guard database == "main", !table.hasPrefix("sqlite_"), !table.hasPrefix("pragma_"), table != "dbstat" else {
                return Self.givesRows(table) || refuse("\(table) is of the system, not of the data.")
            }
            // A WITH query is a source as well; one that is called like a view is taken for it.
            if let source, views.contains(source.lowercased()), hidden.contains(table) {
                return refuse("\(source) shows rows of \(table), which has a mask or a row filter.")
            }
            return true
        case _: return refuse("The statement does more than to read (action \(action)).")
        }
    }

    private static func givesRows(_ table: String) -> Bool { table == "json_each" || table == "json_tree" }

    private func refuse(_ words: String) -> Bool {
        reason.withLock { $0 = words }
        return false
    }
}
