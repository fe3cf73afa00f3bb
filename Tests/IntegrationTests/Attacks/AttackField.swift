import Foundation
import HubCore
import Support
import Testing

/// Two tenants of one server, and what the document says.
struct AttackField {
    /// What a tenant's administrator may not do, at least not as the document's example does it.
    static let operatorsOnly: Set<String> = [
        "createTenant", "changeTenant", "scrapeMetrics", "listPlugins", "readPlugin", "installPlugin", "activatePlugin",
        "rollBackPlugin",
    ]

    let hub: HubProcess
    let erp: LoopbackServer
    let operations: [OpenAPIOperation]
    let victim: PlantedTenant
    let attacker: PlantedTenant
    let before: TenantReadOut
    private let from = Date(timeIntervalSinceNow: -86_400).ISO8601Format()
    private let to = Date(timeIntervalSinceNow: 86_400).ISO8601Format()

    static func run(_ backend: AttackBackend, _ body: (AttackField) async throws -> Void) async throws {
        let erp = try LoopbackServer { .json(#"{"sku": "SKU-12345", "note": "\#($0.target.dropFirst())"}"#) }
        defer { erp.stop() }
        try await backend.run { hub in
            let field = try await AttackField(hub, erp: erp)
            // The words are what the attacks look for, so the tenant's own people must see them.
            #expect(field.before.words.count > 12)
            try await body(field)
            #expect(!hub.logText.contains("\"level\":\"error\""), "\(hub.logText.suffix(2000))")
        }
    }

    private init(_ hub: HubProcess, erp: LoopbackServer) async throws {
        self.hub = hub
        self.erp = erp
        operations = try await OpenAPIOperation.all(of: hub).filter(\.needsToken)
        victim = try await PlantedTenant.plant(in: hub, erp: erp)
        attacker = try await PlantedTenant.plant(in: hub, erp: erp)
        before = try await TenantReadOut.of(victim, operations, from: from, to: to, in: hub)
    }

    /// The platform's administrator's token.
    var root: String {
        get throws {
            try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin], lifetime: .seconds(3600))
        }
    }

    /// A token of a tenant's administrator of that name.
    func token(_ tenant: PlantedTenant, _ name: String) throws -> String {
        try hub.token(tenant: tenant.id, user: name, roles: [.tenantAdmin], lifetime: .seconds(3600))
    }

    func victimAsks(agent: String? = nil) async throws -> RawHTTP.Response {
        try await hub.ask(
            "What is the stock level of SKU-12345?", agent: agent, token: victim.user, tenant: victim.id)
    }

    func expectUntouched() async throws {
        let after = try await TenantReadOut.of(victim, operations, from: from, to: to, in: hub)
        #expect(before.differences(after) == [])
    }
}
