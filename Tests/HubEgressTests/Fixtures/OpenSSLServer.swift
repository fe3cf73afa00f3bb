import Foundation
import Testing

/// `openssl s_server` on a free loopback port, with a certificate made for it: it answers any GET with a page.
final class OpenSSLServer: Sendable {
    private static let program = ["/usr/bin/openssl", "/usr/local/bin/openssl"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    static var isAvailable: Bool { program != nil }

    let port: UInt16
    /// The file of the server's certificate, which is its own issuer.
    let certificate: String
    private let folder: URL
    private let process: ChildProcess

    /// `subject` is the certificate's alternative name, such as `IP:127.0.0.1`.
    static func start(subject: String, options: [String] = []) async throws -> OpenSSLServer {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try OpenSSLServer(subject: subject, options: options) })
            }
        }
    }

    private init(subject: String, options: [String]) throws {
        let program = try #require(Self.program)
        folder = FileManager.default.temporaryDirectory.appending(path: "egress-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        certificate = folder.appending(path: "certificate.pem").path
        let key = folder.appending(path: "key.pem").path
        let maker = try ChildProcess(
            program,
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=egress", "-addext",
                "subjectAltName=\(subject)", "-keyout", key, "-out", certificate,
            ])
        try #require(maker.wait() == 0)
        process = try ChildProcess(
            program,
            ["s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-www"] + options)
        // It says `ACCEPT 127.0.0.1:PORT` when it listens.
        let output = process.read { $0.contains("ACCEPT") && $0.hasSuffix("\n") }
        port = try #require(output.split(separator: "\n").last?.split(separator: ":").last.flatMap { UInt16($0) })
    }

    deinit {
        process.kill()
        do {
            try FileManager.default.removeItem(at: folder)
        } catch {
            Issue.record("the server's folder could not be removed: \(error)")
        }
    }

    func url(host: String = "127.0.0.1") -> String { "https://\(host):\(port)/" }
}
