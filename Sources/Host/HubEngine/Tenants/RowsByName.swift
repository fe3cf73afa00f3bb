import HubCore

/// One row a name, by name: the tenant's own hides the platform's.
enum RowsByName {
    static func unique<Row>(_ rows: [Row], name: (Row) -> String, owner: (Row) -> TenantID?) -> [Row] {
        let chosen = Dictionary(rows.map { (name($0), $0) }) { first, second in owner(first) != nil ? first : second }
        return chosen.sorted { $0.key < $1.key }.map(\.value)
    }
}

extension TenantConfiguration {
    /// One agent a name, by name, in the form that the tenant wants its answers in.
    var agentsInForce: [Agent] {
        let forms = Dictionary(overrides.map { ($0.agent, $0) }) { first, _ in first }
        return RowsByName.unique(agents, name: \.name, owner: \.owner).map { agent in
            guard let form = forms[agent.id] else { return agent }
            var agent = agent
            agent.outputFormat = form.outputFormat ?? agent.outputFormat
            agent.render = form.render ?? agent.render
            return agent
        }
    }
}
