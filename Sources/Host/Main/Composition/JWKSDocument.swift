import Dispatch
import Foundation
import HubCore
import HubCrypto
import HubEgress
import Synchronization

/// A JWKS in a file.
struct JWKSFile: KeySource {
    struct Late: Error, CustomStringConvertible {
        var description: String { "the file could not be read within five seconds" }
    }

    let path: String

    /// On a thread of its own, which is left alone when the file is on a disk that does not answer.
    func load() async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            let end = Ending(waiting: continuation)
            DispatchQueue(label: "jwks.file").async { end(Result { try read() }) }
            DispatchQueue.global().asyncAfter(deadline: .now() + 5) { end(.failure(Late())) }
        }
    }

    /// Whoever comes first resumes.
    private final class Ending: Sendable {
        private let waiting: Mutex<CheckedContinuation<[UInt8], any Error>?>

        init(waiting: CheckedContinuation<[UInt8], any Error>) { self.waiting = Mutex(waiting) }

        func callAsFunction(_ result: Result<[UInt8], any Error>) {
            waiting.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }?.resume(with: result)
        }
    }

    private func read() throws -> [UInt8] {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        // One byte more shows that it is too large.
        return [UInt8](try file.read(upToCount: VerificationKeySet.maximumDocument + 1) ?? Data())
    }
}

/// A JWKS at a URL of the company's issuer.
struct JWKSEndpoint: KeySource {
    struct Refusal: Error, CustomStringConvertible {
        let status: Int
        var description: String { "the JWKS endpoint answered \(status)" }
    }

    let url: String
    let egress: EgressClient

    func load() async throws -> [UInt8] {
        let response = try await egress.send(
            EgressRequest(
                method: "GET", url: url, headers: [HTTPHeader(name: "Accept", value: "application/json")], body: nil,
                deadline: .after(.seconds(5)), maximumResponseBytes: 256 << 10, redirects: .refuse))
        guard response.status == 200 else { throw Refusal(status: response.status) }
        return response.body
    }
}
