import FoundationEssentials
import HubCore
import Logging

/// Calls tools in a user's name: opens the tenant's secret that the tool's row names, and counts the call.
struct ToolCaller: Sendable {
    let invoker: any ToolInvoker
    let sealer: any SecretSealer
    let metrics: EngineMetrics
    let logger: Logger
    /// What makes vectors for tools; nil: nothing.
    var embeddings: (any EmbeddingProvider)?
    /// The wall clock of prices.
    var now: @Sendable () -> Date = { Date() }

    /// By the task's deadline or the tool's own, whichever is earlier.
    /// What it says meanwhile goes to `output`.
    func call(
        _ tool: ToolSnapshot, _ arguments: JSONValue, for task: AgentTask, output: (any ToolOutput)? = nil
    ) async -> (ToolOutcome, Double) {
        let start = MonotonicTime.now()
        let outcome: ToolOutcome
        do throws(ToolFailure) {
            outcome = await invoker.invoke(
                ToolInvocation(
                    caller: task.caller, tool: tool.tool, credential: try credential(for: tool.tool, task),
                    arguments: arguments, deadline: min(task.deadline, .after(tool.tool.timeout)),
                    traceID: task.trace.id, requestID: task.trace.requestID,
                    traceparent: task.trace.traceparent, embedder: embedder(for: task),
                    blobs: task.blobs, files: task.files, output: output))
        } catch {
            outcome = .failure(error)
        }
        let milliseconds = MonotonicTime.milliseconds(since: start)
        metrics.toolCall(tool.tool.type, outcome, milliseconds)
        if case .failure(let failure) = outcome {
            // Tells a row that is set up wrongly from a system that is down; the words and values stay out.
            logger.info(
                "A tool call failed.",
                metadata: task.trace.metadata([
                    "tool": "\(tool.tool.name)", "code": "\(failure.code.rawValue)", "agent": "\(task.agent.name)",
                ]))
        }
        return (outcome, milliseconds)
    }

    private func embedder(for task: AgentTask) -> TurnEmbedder? {
        guard let embeddings, let embedding = task.embedding else { return nil }
        return TurnEmbedder(
            provider: embeddings, embedding: embedding, sealer: sealer, metrics: metrics, logger: logger,
            agent: task.agent.name, trace: task.trace, now: now)
    }

    private func credential(for tool: Tool, _ task: AgentTask) throws(ToolFailure) -> Secret? {
        switch tool.authorization {
        case .userJWT, .none: return nil
        case .credential(let text):
            guard let name = SecretName(text), let sealed = task.secrets[name] else {
                throw ToolFailure(.authorization, "The tenant has no secret named \(text).")
            }
            do {
                return try sealer.open(sealed)
            } catch {
                logger.error(
                    "A tenant's secret cannot be opened: no master key fits, or the row was changed.",
                    metadata: task.trace.metadata(["tool": "\(tool.name)"]))
                throw ToolFailure(.authorization, "The tenant's secret \(text) cannot be used at the moment.")
            }
        }
    }
}
