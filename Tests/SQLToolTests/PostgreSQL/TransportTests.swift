import Foundation
import HubCore
import PluginABI
import Support
import Testing

@Suite(.enabled(if: PostgresServer.isInstalled))
struct TransportTests {
    @Test func aServersCertificateIsCheckedAsTheEndpointSays() async throws {
        try await PostgresServer.run(over: .tls) { server in
            let port = URLComponents(string: server.url)?.port ?? 0
            let host = try ScriptedPluginHost("SQLTool", services: [AH_EXT_HOST_CREDENTIALS, AH_EXT_HOST_EGRESS])
            var offers = ScriptedOffers()
            offers.credentials = ["shop": TestPostgres.password(server.url)]
            offers.addresses = ["127.0.0.1:\(port)": ["127.0.0.1"], "elsewhere.example.com:\(port)": ["127.0.0.1"]]
            host.offers = offers
            // The only role there is a superuser: that it is refused as one tells that the connection stood.
            for (name, mode, authority, stands) in [
                ("127.0.0.1", "", server.certificate, true), ("127.0.0.1", "verify-full", server.certificate, true),
                ("127.0.0.1", "verify-full", server.strangersCertificate, false),
                ("elsewhere.example.com", "verify-full", server.certificate, false),
                ("elsewhere.example.com", "verify-ca", server.certificate, true),
                ("elsewhere.example.com", "verify-ca", server.strangersCertificate, false),
                ("127.0.0.1", "require", server.strangersCertificate, true), ("127.0.0.1", "", "/nonexistent", false),
            ] {
                let query = mode.isEmpty ? "" : "?sslmode=\(mode)"
                let tool = try host.instance(
                    of: "SQL_SELECT",
                    [
                        "endpoint": .string("postgresql://postgres@\(name):\(port)/postgres\(query)"),
                        "auth": ["type": "credential", "credential": "shop"], "statement": "SELECT 1",
                    ], settings: ["ca_file": .string(authority)])
                let answer = try await tool.ask([:])
                if stands {
                    #expect(answer.message?.contains("is a superuser") == true, "\(name) \(mode): \(answer.text)")
                } else {
                    #expect(answer.has(AH_E_UNAVAILABLE), "\(name) \(mode): \(answer.text)")
                }
            }
        }
    }
}
