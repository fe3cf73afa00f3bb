import HubEgress
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
        models = EgressClient(
            policy: EgressPolicy(
                allowing: configuration.allowances + configuration.modelAllowances + configuration.issuerAllowances),
            logger: logger)
    }

    func shutdown() async {
        await tools.shutdown()
        await models.shutdown()
    }
}
