import Foundation
import HubCore
import HubCrypto
import HubEgress

/// A JWKS in a file.
struct JWKSFile: KeySource {
    let path: String

    func load() async throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }
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
