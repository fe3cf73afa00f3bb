/// Learns to tell a tenant's agents apart from what their rows say.
package protocol AgentRouterTrainer: Sendable {
    /// Deterministic: the same profiles give the same router. Work of milliseconds to a second; never on a turn's path.
    func train(_ profiles: [RoutingProfile]) -> any AgentRouter
}

/// A trained router: pure, instant, no I/O.
package protocol AgentRouter: Sendable {
    func route(_ message: String) -> RoutingVerdict
}

/// What is known of an agent for routing.
package struct RoutingProfile: Sendable, Hashable {
    package var agent: String
    package var description: String
    package var labels: [String]
    package var examples: [String]
    /// Names, descriptions, argument names and labels of its tools.
    package var vocabulary: [String]

    package init(agent: String, description: String, labels: [String], examples: [String], vocabulary: [String]) {
        self.agent = agent
        self.description = description
        self.labels = labels
        self.examples = examples
        self.vocabulary = vocabulary
    }
}

package struct RoutingVerdict: Sendable, Hashable {
    package struct Candidate: Sendable, Hashable {
        package var agent: String
        /// Calibrated: of the verdicts with 0.9, nine in ten are right.
        package var confidence: Double

        package init(agent: String, confidence: Double) {
            self.agent = agent
            self.confidence = confidence
        }
    }

    package enum Decision: Sendable, Hashable {
        /// One agent, and sure of it.
        case agent
        /// The message asks several agents at once (`candidates` names them).
        case several
        /// A guess: a model or the conversation may know better.
        case unsure
        /// Nothing in the message speaks of any agent's domain.
        case none
    }

    package var decision: Decision
    /// Most likely first.
    package var candidates: [Candidate]

    package init(decision: Decision, candidates: [Candidate]) {
        self.decision = decision
        self.candidates = candidates
    }
}
