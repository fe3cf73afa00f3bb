import HubCore

/// Learns to tell a tenant's agents apart from their names, descriptions, labels, examples and tools, in English and in
/// Vietnamese with or without diacritics. Knows no agent by name; the same profiles give the same router.
package struct BuiltinRouterTrainer: AgentRouterTrainer {
    package init() {}

    package func train(_ profiles: [RoutingProfile]) -> any AgentRouter {
        let corpus = RoutingCorpus(profiles)
        return BuiltinRouter(
            agents: profiles.map(\.agent), scanner: corpus.scanner, extractor: corpus.extractor,
            model: RoutingModel(corpus, rows: Array(corpus.rows.indices)),
            calibration: RoutingCalibration(crossValidating: corpus), familiarity: RoutingFamiliarity(corpus))
    }
}
