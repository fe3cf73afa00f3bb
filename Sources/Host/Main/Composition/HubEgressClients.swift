import HubEgress
import HubEngine
import HubMetrics
import Logging

/// The ways out, each for what it is: tools, and models of tenants' own, may go where the operator and the public Internet
/// allow (each by a client of its own, so that neither stands in the other's line); the host's models also where the
/// operator said that they are; the issuer's keys where the operator said.
struct HubEgressClients {
    let tools: EgressClient
    let models: EgressClient
    let tenantModels: EgressClient
    let issuer: EgressClient
    /// To ask after the operator's Chroma, and to nowhere else; what the search plugin asks of it goes by a way of its own.
    let chroma: EgressClient

    init(_ configuration: ServeConfiguration, demo: DemoServer?, logger: Logger) {
        let servers = configuration.plugins.origins.values.reduce(into: Set<Origin>()) { $0.formUnion($1) }
        // All tenants' documents are there.
        let reserved = servers.isEmpty ? nil : ReservedOrigins(servers)
        let policy = EgressPolicy(
            allowing: configuration.allowances + (demo.map { [$0.allowance] } ?? []), except: reserved)
        tools = EgressClient(policy: policy, logger: logger)
        // All tenants may have one provider, and a turn calls one model at a time: whoever was let in, fairly between
        // tenants, must not wait a second time in a line that knows no tenants.
        let turns = configuration.engineDefaults.limits.concurrentTurns
        let limits = EgressLimits(
            concurrent: turns, concurrentPerOrigin: turns, idleConnections: turns, idleLifetime: .seconds(300),
            streamBufferBytes: 16 << 10)
        models = EgressClient(
            policy: EgressPolicy(allowing: configuration.allowances + configuration.modelAllowances),
            limits: limits, logger: logger)
        tenantModels = EgressClient(policy: policy, limits: limits, logger: logger)
        chroma = EgressClient(policy: EgressPolicy(only: servers), logger: logger)
        issuer = EgressClient(policy: EgressPolicy(allowing: configuration.issuerAllowances), logger: logger)
    }

    func register(on registry: MetricsRegistry) {
        registry.gauge(
            "agenthub_egress_waiting", "Requests that wait for a place among those under way.", labels: ["client"]
        ) {
            [
                (["tools"], tools), (["models"], models), (["tenant_models"], tenantModels), (["issuer"], issuer),
            ].map { ($0, Double($1.waiting)) }
        }
    }

    func shutdown() async {
        await tools.shutdown()
        await models.shutdown()
        await tenantModels.shutdown()
        await issuer.shutdown()
        await chroma.shutdown()
    }
}
