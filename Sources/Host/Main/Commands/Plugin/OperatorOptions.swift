import ArgumentParser
import HubCore
import HubEgress

/// The running server that an operator's command asks, and how its answer is shown.
struct OperatorOptions: ParsableArguments {
    /// Whose token it is that the command mints; the tenant need have no row.
    private static let tenant = "platform"

    @Option(help: "The server's address (AGENTHUB_URL; the one in the var folder).")
    var url: String?

    @Option(name: .customLong("var"), help: "Folder of the server (AGENTHUB_VAR; var).")
    var variable: String?

    @Flag(help: "Print the answer as JSON.")
    var json = false

    /// The server's `/api/admin`, asked with AGENTHUB_TOKEN or a development token of a platform_admin.
    private func server() throws -> AskedServer {
        guard let tenant = TenantID(Self.tenant) else { throw ValidationError("There is no tenant \(Self.tenant).") }
        let access = ServerAccess(url: url, variable: variable)
        let base = try access.base()
        let token = try access.token(of: tenant, roles: [.platformAdmin], kind: "a platform_admin")
        return try AskedServer(base, below: "/api/admin/", token: token)
    }

    /// Asks, and prints what came: as it came with --json, else as `text` puts it. Exits with 1 when the server refused.
    func ask(
        _ request: (AskedServer) async throws -> EgressResponse, text: (JSONValue) -> [String]
    ) async throws {
        let server = try server()
        let response: EgressResponse
        do {
            response = try await request(server)
            await server.close()
        } catch {
            await server.close()
            guard let error = error as? EgressError else { throw error }
            LogWriter.write("agenthub: no answer from \(server.base): \(error.message)")
            throw ExitCode.failure
        }
        guard let answer = try? JSONValue(parsing: response.body) else {
            LogWriter.write("agenthub: \(server.base) answered \(response.status) with something that is not JSON.")
            throw ExitCode.failure
        }
        let isGood = (200..<300).contains(response.status)
        if json {
            print(answer.text)
        } else {
            print(isGood ? ReplyText.printable(text(answer).joined(separator: "\n")) : "\(ReplyText(answer))")
        }
        if !isGood { throw ExitCode.failure }
    }
}
