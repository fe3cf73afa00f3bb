import Foundation
import HubCore

/// Everything that REST shows of a tenant, by the requests that read it: what an attack must leave as it was.
struct TenantReadOut: Equatable {
    private(set) var answers: [String: JSONValue] = [:]

    static func of(
        _ tenant: PlantedTenant, _ operations: [OpenAPIOperation], from: String, to: String, in hub: HubProcess
    ) async throws -> TenantReadOut {
        let root = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        var readOut = TenantReadOut()
        // `/metrics` is of the process, and so is how plugins fare.
        for operation in operations
        where operation.method == "GET" && operation.path.hasPrefix("/api/") && operation.collection != "plugins" {
            var request = try AttackRequest(operation, from: tenant)
            let names = operation.parameters.map(\.name)
            if names.contains("tenant_id") { request.setQuery("tenant_id", to: tenant.id) }
            if names.contains("limit") { request.setQuery("limit", to: "200") }
            if names.contains("from"), names.contains("to") {
                request.setQuery("from", to: from)
                request.setQuery("to", to: to)
            }
            // The operator's list of all tenants is about others, too.
            let isListOfTenants = operation.collection == "tenants" && !operation.path.contains("{")
            let administrator = isListOfTenants ? tenant.administrator : root
            let answer = try await request.send(to: hub, token: operation.isAdmin ? administrator : tenant.user)
            guard answer.status == 200 else {
                throw PlantedTenant.Refused(description: "\(request.target): \(answer.json.text)")
            }
            readOut.answers[request.target] = answer.json
        }
        return readOut
    }

    /// The requests that are answered otherwise by now.
    func differences(_ other: TenantReadOut) -> [String] {
        answers.compactMap { target, answer in
            other.answers[target] == answer
                ? nil : "\(target): \(answer.text) became \(other.answers[target]?.text ?? "")"
        }
    }

    /// Every planted word that it shows.
    var words: Set<String> { answers.values.reduce(into: []) { $0.formUnion(Canary.words(in: $1.bytes)) } }
}
