import ArgumentParser
import Foundation
import HubCore
import HubEgress
import Logging

/// The server that a command asks, in one user's name.
struct AskedServer {
    private let base: String
    private let origin: Origin
    private let token: Secret
    private let egress: EgressClient

    init(_ base: String, tenant: TenantID, token: Secret) throws {
        guard let origin = Origin(url: base), let allowance = EgressAllowance("\(origin.bracketedHost):\(origin.port)")
        else {
            throw ValidationError("--url must be an http or https URL, such as http://127.0.0.1:8080.")
        }
        self.base = (base.hasSuffix("/") ? String(base.dropLast()) : base) + "/api/\(tenant)/"
        self.origin = origin
        self.token = token
        egress = EgressClient(
            policy: EgressPolicy(allowing: [allowance]),
            logger: Logger(label: "agenthub") { _ in SwiftLogNoOpLogHandler() })
    }

    func post(_ path: String, _ body: [UInt8], of type: String) async throws(EgressError) -> EgressResponse {
        try await egress.send(
            EgressRequest(
                method: "POST", url: base + path, headers: [HTTPHeader(name: "content-type", value: type)], body: body,
                authorization: EgressAuthorization(
                    name: "authorization", value: Secret("Bearer \(token.reveal())"), origins: [origin]),
                deadline: .after(.seconds(120))))
    }

    /// The ids of the files as the server keeps them; nil where it refused them.
    func upload(_ paths: [String]) async throws -> (response: EgressResponse, files: [String]?) {
        let boundary = UUID().uuidString
        var body: [UInt8] = []
        for path in paths {
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw ValidationError("--attach: \(path) cannot be read.")
            }
            let name = URL(fileURLWithPath: path).lastPathComponent.replacing("\"", with: "%22")
            body += Array(
                ("--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n"
                    + "Content-Type: application/octet-stream\r\n\r\n").utf8)
            body += bytes + Array("\r\n".utf8)
        }
        body += Array("--\(boundary)--\r\n".utf8)
        let response = try await post("files", body, of: "multipart/form-data; boundary=\(boundary)")
        guard response.status == 201, let answer = try? JSONValue(parsing: response.body) else {
            return (response, nil)
        }
        return (response, answer["files"]?.arrayValue?.compactMap { $0["id"]?.stringValue })
    }

    func close() async { await egress.shutdown() }
}
