import HubCore
import PluginABI
import Testing

@testable import HubPlugins

@Suite struct CallerServiceTests {
    private func principals(
        _ fixture: HostFixture, tenant: String = "acme", user: String = "ann", roles: Set<Role> = [.user]
    ) async throws -> [String] {
        let caller = Caller(
            scope: TenantScope(tenant: try #require(TenantID(tenant))), user: try #require(UserID(user)), roles: roles,
            token: Secret("t"))
        let invocation = ToolInvocation(
            caller: caller, tool: .of("SERVICES"), arguments: ["who": 1], deadline: .after(.seconds(60)), traceID: "t")
        let value = try #require(await fixture.host.invoke(invocation).value)
        return try #require(value.arrayValue).compactMap(\.stringValue)
    }

    @Test func aCallersPrincipalsAreStableOpaqueAndTheTenantsOwn() async throws {
        try await HostFixture.with(.plugin("services")) { fixture async throws in
            let ann = try await principals(fixture)
            #expect(ann.count == 2)
            #expect(try await principals(fixture) == ann)
            #expect(ann.allSatisfy { !$0.contains("ann") && !$0.contains("user") })
            let bob = try await principals(fixture, user: "bob")
            #expect(bob[0] != ann[0])
            #expect(bob[1] == ann[1])
            #expect(Set(try await principals(fixture, tenant: "other")).isDisjoint(with: ann))
            #expect(try await principals(fixture, roles: [.user, .tenantAdmin]).count == 3)
            await fixture.host.shutdown()
            #expect(try fixture.plugin("services").number("test_refusal") == Int(AH_E_STALE))
        }
    }
}
