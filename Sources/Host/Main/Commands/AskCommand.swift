import ArgumentParser
import Foundation
import HubCore
import HubEgress
import Logging

/// `agenthub ask`: a question from the terminal.
struct AskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask", abstract: "Ask a running AgentHub a question.",
        discussion: """
            Uses AGENTHUB_TOKEN, or mints a development token. Exits with 1 when the reply is an error, or there is none.
            """)

    @Argument(help: "The question.")
    var text: String

    @Option(help: "The server's address (AGENTHUB_URL; the one in the var folder).")
    var url: String?

    @Option(help: "The tenant.")
    var tenant = "demo"

    @Option(help: "Continue this session.")
    var session: String?

    @Option(help: "Ask this agent.")
    var agent: String?

    @Option(help: "A file to read with the question; may be given several times.")
    var attach: [String] = []

    @Option(name: .customLong("var"), help: "Folder of the server (AGENTHUB_VAR; var).")
    var variable: String?

    @Flag(help: "Print the reply as JSON.")
    var json = false

    func run() async throws {
        guard let tenant = TenantID(tenant) else { throw ValidationError("--tenant must be a tenant's id.") }
        let access = ServerAccess(url: url, variable: variable)
        let base = try access.base()
        let token = try access.token(of: tenant, roles: [.user], kind: "a user")
        let response = try await post(to: base, tenant: tenant, token: token)
        guard let reply = try? JSONValue(parsing: response.body) else {
            LogWriter.write("agenthub: \(base) answered \(response.status) with something that is not JSON.")
            throw ExitCode.failure
        }
        print(json ? reply.text : ReplyText(reply).description)
        if response.status != 200 || reply["status"]?.stringValue == ReplyStatus.error.rawValue {
            throw ExitCode.failure
        }
    }

    private func post(to base: String, tenant: TenantID, token: Secret) async throws -> EgressResponse {
        let server = try AskedServer(base, below: "/api/\(tenant)/", token: token)
        do {
            var body: JSONObject = ["message": .string(text)]
            if let session { body["session_id"] = .string(session) }
            if let agent { body["agent"] = .string(agent) }
            if !attach.isEmpty {
                let uploaded = try await server.upload(attach)
                guard let files = uploaded.files else {
                    await server.close()
                    return uploaded.response
                }
                body["attachments"] = .strings(files)
            }
            let response = try await server.post("chat", JSONValue.object(body).bytes, of: "application/json")
            await server.close()
            return response
        } catch {
            await server.close()
            guard let error = error as? EgressError else { throw error }
            LogWriter.write("agenthub: no answer from \(base): \(error.message)")
            throw ExitCode.failure
        }
    }
}

extension Origin {
    /// The host as a URL writes it.
    var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }
}
