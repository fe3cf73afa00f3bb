import Foundation

/// The PostgreSQL server that `script/test` starts for all tests.
package enum TestPostgres {
    /// `AGENTHUB_TEST_POSTGRES_URL`, a superuser's.
    package static let url: String? = ProcessInfo.processInfo.environment["AGENTHUB_TEST_POSTGRES_URL"]

    package static var isAvailable: Bool { url != nil }

    /// The URL of another database of the same server, as another role with the same password.
    package static func url(_ url: String, database: String, role: String? = nil) -> String {
        guard var parts = URLComponents(string: url) else { return url }
        parts.path = "/" + database
        if let role { parts.user = role }
        return parts.string ?? url
    }

    /// The password in a URL; empty when there is none.
    package static func password(_ url: String) -> String { URLComponents(string: url)?.password ?? "" }
}
