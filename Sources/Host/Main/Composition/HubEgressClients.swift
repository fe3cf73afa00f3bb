import HubEgress
import HubEngine
import Logging

/// The ways out: tools may go where the operator and the public Internet allow, models also where the operator said
/// that models are.
struct HubEgressClients {
    let tools: EgressClient
    let models: EgressClient

    init(_ configuration: ServeConfiguration, demo: DemoServer?, logger: Logger) {
        tools = EgressClient(
            policy: EgressPolicy(allowing: configuration.allowances + (demo.map { [$0.allowance] } ?? [])),
            logger: logger)
        // All tenants may have one provider, and a turn calls one model at a time: whoever was let in, fairly between
        // tenants, must not wait a second time in a line that knows no tenants.
        let turns = configuration.engineDefaults.limits.concurrentTurns
        models = EgressClient(
            policy: EgressPolicy(
                allowing: configuration.allowances + configuration.modelAllowances + configuration.issuerAllowances),
            limits: EgressLimits(concurrent: turns, concurrentPerOrigin: turns), logger: logger)
    }

    func shutdown() async {
        await tools.shutdown()
        await models.shutdown()
    }
}
