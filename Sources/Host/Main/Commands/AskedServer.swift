import ArgumentParser
import Foundation
import HubCore
import HubEgress
import Logging

/// The server that a command asks, in one user's name.
struct AskedServer {
    /// As it was given, for messages.
    let base: String
    private let root: String
    private let origin: Origin
    private let token: Secret
    private let egress: EgressClient

    /// `path` is what requests' paths are relative to: `/api/acme/`.
    init(_ base: String, below path: String, token: Secret) throws {
        guard let origin = Origin(url: base), let allowance = EgressAllowance("\(origin.bracketedHost):\(origin.port)")
        else {
            throw ValidationError("--url must be an http or https URL, such as http://127.0.0.1:8080.")
        }
        self.base = base
        root = (base.hasSuffix("/") ? String(base.dropLast()) : base) + path
        self.origin = origin
        self.token = token
        egress = EgressClient(
            policy: EgressPolicy(allowing: [allowance]),
            logger: Logger(label: "agenthub") { _ in SwiftLogNoOpLogHandler() })
    }

    func post(
        _ path: String, _ body: [UInt8], of type: String, within time: Duration = .seconds(120)
    ) async throws(EgressError) -> EgressResponse {
        try await egress.send(
            EgressRequest(
                method: "POST", url: root + path, headers: [HTTPHeader(name: "content-type", value: type)], body: body,
                authorization: authorization, deadline: .after(time)))
    }

    func get(_ path: String) async throws(EgressError) -> EgressResponse {
        try await egress.send(
            EgressRequest(
                url: root + path, authorization: authorization, deadline: .after(.seconds(120)),
                maximumResponseBytes: 16 << 20))
    }

    private var authorization: EgressAuthorization {
        EgressAuthorization(name: "authorization", value: Secret("Bearer \(token.reveal())"), origins: [origin])
    }

    /// The ids of the files as the server keeps them; nil where it refused them.
    func upload(_ paths: [String]) async throws -> (response: EgressResponse, files: [String]?) {
        let form = UploadForm(
            files: try paths.map { path in
                guard let bytes = FileManager.default.contents(atPath: path) else {
                    throw ValidationError("--attach: \(path) cannot be read.")
                }
                return (URL(fileURLWithPath: path).lastPathComponent, [UInt8](bytes))
            })
        let response = try await post("files", form.bytes, of: form.contentType)
        guard response.status == 201, let answer = try? JSONValue(parsing: response.body) else {
            return (response, nil)
        }
        return (response, answer["files"]?.arrayValue?.compactMap { $0["id"]?.stringValue })
    }

    func close() async { await egress.shutdown() }
}
