import HubCore
import Synchronization

/// "Trains" routers that all follow one rule, and counts the trainings.
final class ScriptedRouters: AgentRouterTrainer {
    typealias Rule = @Sendable (String) -> RoutingVerdict

    private let rule: Rule
    private let state = Mutex<[[RoutingProfile]]>([])

    init(_ rule: @escaping Rule = { _ in RoutingVerdict(decision: .none, candidates: []) }) { self.rule = rule }

    var trainings: [[RoutingProfile]] { state.withLock { $0 } }

    func train(_ profiles: [RoutingProfile]) -> any AgentRouter {
        state.withLock { $0.append(profiles) }
        return Router(rule: rule)
    }

    private struct Router: AgentRouter {
        let rule: Rule
        func route(_ message: String) -> RoutingVerdict { rule(message) }
    }
}

extension RoutingVerdict {
    static func sure(_ agent: String, _ confidence: Double = 0.97) -> RoutingVerdict {
        RoutingVerdict(decision: .agent, candidates: [Candidate(agent: agent, confidence: confidence)])
    }

    static func unsure(_ agent: String, _ confidence: Double) -> RoutingVerdict {
        RoutingVerdict(decision: .unsure, candidates: [Candidate(agent: agent, confidence: confidence)])
    }

    static func several(_ agents: String...) -> RoutingVerdict {
        RoutingVerdict(decision: .several, candidates: agents.map { Candidate(agent: $0, confidence: 0.5) })
    }

    static let nothing = RoutingVerdict(decision: .none, candidates: [])
}
