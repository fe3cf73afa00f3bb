import CPQ
import Glibc
import PluginSDK

/// Makes connections: the address by the host's egress policy, the password from the row's credential.
struct PostgreSQLConnector: Sendable {
    let endpoint: PostgreSQLEndpoint
    let credential: String
    /// Names the tenant.
    let scope: String

    /// Not a file anywhere.
    private static let nowhere = "/nonexistent/agenthub"

    func connect(_ patience: Patience) throws(ToolError) -> PostgreSQLConnection {
        try Login.admit(scope: scope)
        let addresses: [String]
        do throws(ToolError) {
            addresses = try Waiting.result { completion in
                patience.call.egress.resolve(endpoint.host, port: endpoint.port, completion: completion)
            }
        } catch {
            throw error.at("/endpoint")
        }
        var last = ToolError(.unavailable, "The database cannot be reached.")
        for address in addresses {
            do throws(ToolError) {
                return try connect(to: address, patience)
            } catch {
                guard error.code == .unavailable else { throw error }
                last = error
            }
        }
        throw last
    }

    private func connect(to address: String, _ patience: Patience) throws(ToolError) -> PostgreSQLConnection {
        let options = options(address, patience)
        // The password is used where it is lent: libpq begins to connect there and does not wait.
        let started: PostgreSQLHandle?
        do throws(ToolError) {
            started = try Waiting.result { completion in
                patience.call.credentials.with(
                    credential,
                    use: { password -> PostgreSQLHandle? in
                        guard !password.isEmpty, !password.contains(0) else { return nil }
                        return PostgreSQLHandle(
                            options + [("password", String(decoding: password, as: UTF8.self))])
                    },
                    completion: completion)
            }
        } catch {
            throw error.at("/auth")
        }
        guard let handle = started else {
            throw ToolError(.invalidConfiguration, "The credential holds no password that can be used.").at("/auth")
        }
        try Login.finish(handle, scope: scope, patience)
        guard PQserverVersion(handle.pointer) >= 140_000 else {
            throw ToolError(.invalidConfiguration, "The server is older than PostgreSQL 14.").at("/endpoint")
        }
        guard PQsetnonblocking(handle.pointer, 1) == 0 else {
            throw ToolError(.unavailable, "The connection to the database broke.")
        }
        return PostgreSQLConnection(handle)
    }

    /// Every setting that libpq would otherwise take from the process's environment or from files has a value here, since it
    /// takes an empty one for none. https://www.postgresql.org/docs/15/libpq-envars.html
    private func options(_ address: String, _ patience: Patience) -> [(String, String)] {
        let verifies = endpoint.tls == .verifyCA || endpoint.tls == .verifyFull
        return [
            ("host", endpoint.host), ("hostaddr", address), ("port", "\(endpoint.port)"),
            ("dbname", endpoint.database), ("user", endpoint.user), ("sslmode", endpoint.tls.rawValue),
            // `require` would check the certificate if it found authorities.
            ("sslrootcert", verifies ? endpoint.authorities : Self.nowhere),
            ("sslcert", Self.nowhere), ("sslkey", Self.nowhere), ("sslcrl", Self.nowhere),
            ("sslcrldir", Self.nowhere), ("sslcompression", "0"), ("sslsni", "1"),
            ("ssl_min_protocol_version", "TLSv1.2"), ("ssl_max_protocol_version", "TLSv1.3"),
            ("channel_binding", endpoint.tls == .disable ? "disable" : "prefer"), ("gssencmode", "disable"),
            ("krbsrvname", "postgres"), ("passfile", "/dev/null"), ("replication", "false"),
            ("target_session_attrs", "any"), ("client_encoding", "UTF8"), ("application_name", "agenthub-sql"),
            ("connect_timeout", "\(max(2, patience.remaining / 1000 + 1))"),
            ("keepalives", "1"), ("keepalives_idle", "5"), ("keepalives_interval", "2"), ("keepalives_count", "2"),
            ("tcp_user_timeout", "10000"),
            (
                "options",
                "-c default_transaction_read_only=on -c standard_conforming_strings=on -c search_path=pg_catalog"
            ),
        ]
    }
}
