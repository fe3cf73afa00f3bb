import HubEgress
import HubEngine
import HubMetrics
import Logging

/// The ways out, each for what it is: tools, and models of tenants' own, may go where the operator and the public Internet
/// allow; the host's models also where the operator said that they are; the issuer's keys where the operator said.
struct HubEgressClients {
    let tools: EgressClient
    let models: EgressClient
    let issuer: EgressClient

    init(_ configuration: ServeConfiguration, demo: DemoServer?, logger: Logger) {
        tools = EgressClient(
            policy: EgressPolicy(allowing: configuration.allowances + (demo.map { [$0.allowance] } ?? [])),
            logger: logger)
        // All tenants may have one provider, and a turn calls one model at a time: whoever was let in, fairly between
        // tenants, must not wait a second time in a line that knows no tenants.
        let turns = configuration.engineDefaults.limits.concurrentTurns
        models = EgressClient(
            policy: EgressPolicy(allowing: configuration.allowances + configuration.modelAllowances),
            limits: EgressLimits(concurrent: turns, concurrentPerOrigin: turns), logger: logger)
        issuer = EgressClient(policy: EgressPolicy(allowing: configuration.issuerAllowances), logger: logger)
    }

    func register(on registry: MetricsRegistry) {
        registry.gauge(
            "agenthub_egress_waiting", "Requests that wait for a place among those under way.", labels: ["client"]
        ) {
            [(["tools"], tools), (["models"], models), (["issuer"], issuer)].map { ($0, Double($1.waiting)) }
        }
    }

    func shutdown() async {
        await tools.shutdown()
        await models.shutdown()
        await issuer.shutdown()
    }
}
