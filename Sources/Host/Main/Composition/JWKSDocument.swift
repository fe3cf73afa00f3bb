import Dispatch
import Foundation
import HubCore
import HubCrypto
import HubEgress

/// A JWKS in a file.
struct JWKSFile: KeySource {
    let path: String

    /// On a thread of its own, since a file may be on a disk that does not answer.
    func load() async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "jwks.file").async { continuation.resume(with: Result { try read() }) }
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
