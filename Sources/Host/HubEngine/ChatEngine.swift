import FoundationEssentials
import HubCore
import HubSchema
import Logging

/// Answers chat turns: one question in, one stored reply out.
package final class ChatEngine: Sendable {
    private let directory: any TenantDirectory
    private let conversations: any ConversationStore
    private let models: any ModelProvider
    private let tools: any ToolInvoker
    private let routers: any AgentRouterTrainer
    private let defaults: EngineDefaults
    private let logger: Logger
    private let now: @Sendable () -> Date

    /// `now` is the wall clock of what is stored and of the prompts' date.
    package init(
        directory: any TenantDirectory, conversations: any ConversationStore, models: any ModelProvider,
        tools: any ToolInvoker, routers: any AgentRouterTrainer, defaults: EngineDefaults, logger: Logger,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.directory = directory
        self.conversations = conversations
        self.models = models
        self.tools = tools
        self.routers = routers
        self.defaults = defaults
        self.logger = logger
        self.now = now
    }

    /// Answers one message. When it returns, the turn is stored.
    package func answer(_ turn: ChatTurn) async throws(ChatError) -> Reply {
        throw .shuttingDown
    }

    /// The agents that the caller can talk to, by name.
    package func agents(for caller: Caller) async throws(ChatError) -> [AgentSummary] {
        throw .shuttingDown
    }

    /// Forgets what is held of a tenant, or of all for nil: the next turn reads the rows anew.
    package func invalidate(_ scope: TenantScope?) {}

    /// Takes no more turns and returns when those in flight have been answered.
    package func drain() async {}
}
