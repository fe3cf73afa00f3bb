import CPQ
import HubCore

/// Where a PostgreSQL server is and who asks: a connection URL of libpq, which says how TLS is used. It prints as a mask.
/// https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING
package struct PostgreSQLAddress: Sendable, Hashable {
    let url: Secret
    /// The role that logs in, if the URL names one.
    package let user: String?

    /// Nil unless it is a URL that begins with `postgresql://` or `postgres://`, and that libpq understands.
    package init?(_ url: Secret) {
        let text = url.reveal()
        guard text.hasPrefix("postgresql://") || text.hasPrefix("postgres://"), !text.utf8.contains(0) else {
            return nil
        }
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(text, &message) else {
            // It quotes the URL, so it is not for anyone to see.
            PQfreemem(message)
            return nil
        }
        defer { PQconninfoFree(options) }
        self.url = url
        user = Self.value(of: "user", in: options)
    }

    /// The options end with one that has no keyword.
    private static func value(of keyword: String, in options: UnsafeMutablePointer<PQconninfoOption>) -> String? {
        var option = options
        while let name = option.pointee.keyword {
            if String(cString: name) == keyword { return option.pointee.val.map { String(cString: $0) } }
            option += 1
        }
        return nil
    }
}
