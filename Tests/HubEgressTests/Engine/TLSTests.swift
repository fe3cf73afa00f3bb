import HubCore
import HubEgress
import Testing

@Suite(
    .timeLimit(.minutes(1)), .enabled(if: OpenSSLServer.isAvailable, "the openssl command is not installed"))
struct TLSTests {
    @Test func aCertificateOfAKnownIssuerIsAccepted() async throws {
        let server = try await OpenSSLServer.start(subject: "IP:127.0.0.1")
        let client = try LocalClient.make(trust: .file(server.certificate))
        #expect(try await client.get(server.url()).status == 200)
    }

    @Test func aSelfSignedCertificateIsRefused() async throws {
        let server = try await OpenSSLServer.start(subject: "IP:127.0.0.1")
        #expect(await (try LocalClient.make()).failure(server.url()) == .tls)
    }

    @Test func aCertificateOfAnotherHostIsRefused() async throws {
        let server = try await OpenSSLServer.start(subject: "DNS:other.example")
        let client = try LocalClient.make(trust: .file(server.certificate))
        #expect(await client.failure(server.url()) == .tls)
    }

    @Test func anOldProtocolIsRefused() async throws {
        let server = try await OpenSSLServer.start(
            subject: "IP:127.0.0.1", options: ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"])
        let client = try LocalClient.make(trust: .file(server.certificate))
        #expect(await client.failure(server.url()) == .tls)
    }

    @Test func anUnreadableTrustFileTrustsNobody() async throws {
        let server = try await OpenSSLServer.start(subject: "IP:127.0.0.1")
        let client = try LocalClient.make(trust: .file("/nonexistent.pem"))
        #expect(await client.failure(server.url()) == .tls)
    }
}
