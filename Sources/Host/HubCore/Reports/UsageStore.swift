import FoundationEssentials

/// What a tenant used, summed from the ledger's rows.
package protocol UsageStore: Sendable {
    /// `to` is not included; with a session, of that session alone.
    func usage(of scope: TenantScope, from: Date, to: Date, session: SessionID?) async throws -> UsageReport
    /// All that a session used, turns without an answer included; nothing where it is not the user's. Its name is empty.
    func usage(of session: SessionID, user: UserID, scope: TenantScope) async throws -> UsageReport.Line
}

package struct UsageReport: Sendable, Hashable {
    /// A line of sums; `name` is a day (`2026-11-22`, UTC), an agent, a model or a session.
    package struct Line: Sendable, Hashable {
        package var name: String
        package var modelCalls: Int
        package var failedModelCalls: Int
        /// Those whose tokens the host guessed, since the provider did not say.
        package var estimatedModelCalls: Int
        package var usage: TokenUsage
        package var costNanodollars: Int64

        package init(
            name: String, modelCalls: Int, failedModelCalls: Int, estimatedModelCalls: Int = 0, usage: TokenUsage,
            costNanodollars: Int64
        ) {
            self.name = name
            self.modelCalls = modelCalls
            self.failedModelCalls = failedModelCalls
            self.estimatedModelCalls = estimatedModelCalls
            self.usage = usage
            self.costNanodollars = costNanodollars
        }
    }

    /// A tool's calls by their outcome.
    package struct ToolLine: Sendable, Hashable {
        package var name: String
        package var calls: Int
        package var failures: Int

        package init(name: String, calls: Int, failures: Int) {
            self.name = name
            self.calls = calls
            self.failures = failures
        }
    }

    package var turns: Int
    package var sessions: Int
    package var users: Int
    /// Over everything; its name is empty.
    package var total: Line
    package var days: [Line]
    package var agents: [Line]
    package var models: [Line]
    /// The sessions that cost most, the dearest first, `topSessionsLimit` at the most.
    package var topSessions: [Line]
    package var tools: [ToolLine]

    package static let topSessionsLimit = 20

    package init(
        turns: Int, sessions: Int, users: Int, total: Line, days: [Line], agents: [Line], models: [Line],
        topSessions: [Line] = [], tools: [ToolLine]
    ) {
        self.turns = turns
        self.sessions = sessions
        self.users = users
        self.total = total
        self.days = days
        self.agents = agents
        self.models = models
        self.topSessions = topSessions
        self.tools = tools
    }
}
