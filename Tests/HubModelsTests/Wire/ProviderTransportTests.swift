import HubCore
import HubEgress
import Logging
import Support
import Testing

@testable import HubModels

@Suite(.timeLimit(.minutes(1)))
struct ProviderTransportTests {
    /// A tenant's own row at the provider's own address would have the host pay for any model.
    @Test func theHostsKeyIsForThePlatformsRowsOnly() async throws {
        let server = try LoopbackServer { _ in .json("{}") }
        let egress = EgressClient(
            policy: EgressPolicy(allowing: [try #require(EgressAllowance("127.0.0.0/8"))]),
            logger: Logger(label: "test"))
        let transport = ProviderTransport(
            egress: egress, tenantEgress: egress, baseURL: server.url("/v1"), key: Secret("sk-host"),
            keyHeader: .bearer)
        let tenant = try #require(TenantID("acme"))
        for (owner, base, key) in [
            (nil, nil, nil), (tenant, nil, nil), (tenant, server.url("/v1"), nil), (tenant, nil, Secret("sk-tenant")),
        ] as [(TenantID?, String?, Secret?)] {
            let stream = try await transport.post(
                [:], to: "/x", for: LanguageModel(owner: owner, name: "m", provider: .openAI, baseURL: base), key: key,
                accept: "*/*", headers: [], traceparent: nil, deadline: .after(.seconds(30)))
            _ = try await stream.collect()
        }
        #expect(
            server.requests.map { $0.header("authorization") } == ["Bearer sk-host", nil, nil, "Bearer sk-tenant"])
        await egress.shutdown()
    }
}
