import HubCore
import Logging

/// Does what the state machine decides: asks the model, runs the tools of one step at once.
struct AgentLoop: Sendable {
    private let models: any ModelProvider
    private let tools: any ToolInvoker
    private let limits: EngineLimits
    private let logger: Logger

    init(models: any ModelProvider, tools: any ToolInvoker, limits: EngineLimits, logger: Logger) {
        self.models = models
        self.tools = tools
        self.limits = limits
        self.logger = logger
    }

    /// Throws when the task is cancelled before there is an answer.
    func run(_ task: AgentTask) async throws(CancellationError) -> AgentLoopResult {
        var machine = AgentLoopStateMachine(tools: task.agent.tools, limits: limits, messages: task.messages)
        var modelCalls: [ModelCall] = []
        var toolMilliseconds = 0.0
        var action = machine.start()
        while true {
            switch action {
            case .finish(let ending):
                return AgentLoopResult(
                    ending: ending, toolCalls: machine.calls, modelCalls: modelCalls,
                    toolMilliseconds: toolMilliseconds)
            case .askModel:
                try Self.checkCancellation()
                if task.deadline.hasPassed {
                    action = machine.timeRanOut()
                } else {
                    action = try await ask(&machine, task, &modelCalls)
                }
            case .runTools(let runs):
                try Self.checkCancellation()
                let start = MonotonicTime.now()
                let reports = await run(runs, task)
                toolMilliseconds += MonotonicTime.milliseconds(since: start)
                action = machine.toolsReturned(reports)
            }
        }
    }

    private static func checkCancellation() throws(CancellationError) {
        if Task.isCancelled { throw CancellationError() }
    }

    private func ask(_ machine: inout AgentLoopStateMachine, _ task: AgentTask, _ calls: inout [ModelCall])
        async throws(CancellationError) -> AgentLoopStateMachine.Action
    {
        let agent = task.agent
        let request = ModelRequest(
            model: agent.model, system: task.system, messages: machine.messages, tools: offers(of: agent),
            maximumOutputTokens: limits.maximumOutputTokens, deadline: task.deadline,
            brief: AnswerBrief(
                language: task.language, format: ResultForm.format(of: machine.calls, agent: agent.agent),
                agentLabel: agent.title(in: task.language), entities: task.entities))
        let start = MonotonicTime.now()
        do throws(ModelError) {
            let response = try await models.complete(request)
            calls.append(ModelCall(model: agent.model, agent: agent.name, usage: response.usage, since: start))
            return machine.modelAnswered(response)
        } catch {
            try Self.checkCancellation()
            logger.warning(
                "A model failed.",
                metadata: [
                    "model": "\(agent.model.name)", "kind": "\(error.kind.rawValue)", "trace_id": "\(task.traceID)",
                ])
            calls.append(ModelCall(model: agent.model, agent: agent.name, usage: nil, since: start))
            return task.deadline.hasPassed ? machine.timeRanOut() : machine.modelFailed(error.kind)
        }
    }

    private func run(_ runs: [AgentLoopStateMachine.ToolRun], _ task: AgentTask) async
        -> [AgentLoopStateMachine.ToolReport]
    {
        if runs.count == 1 { return [await run(runs[0], task)] }
        return await withTaskGroup { group in
            for run in runs { group.addTask { await self.run(run, task) } }
            var reports: [AgentLoopStateMachine.ToolReport] = []
            for await report in group { reports.append(report) }
            return reports
        }
    }

    private func run(_ run: AgentLoopStateMachine.ToolRun, _ task: AgentTask) async
        -> AgentLoopStateMachine.ToolReport
    {
        let start = MonotonicTime.now()
        let outcome = await tools.invoke(
            ToolInvocation(
                caller: task.caller, tool: run.tool.tool, arguments: run.arguments,
                deadline: min(task.deadline, .after(run.tool.tool.timeout)), traceID: task.traceID))
        if case .failure(let failure) = outcome {
            // Tells a row that is set up wrongly from a system that is down; the words and values stay out.
            logger.info(
                "A tool call failed.",
                metadata: [
                    "tool": "\(run.tool.tool.name)", "code": "\(failure.code.rawValue)",
                    "agent": "\(task.agent.name)", "trace_id": "\(task.traceID)",
                ])
        }
        return AgentLoopStateMachine.ToolReport(
            position: run.position, outcome: outcome, milliseconds: MonotonicTime.milliseconds(since: start))
    }

    /// The agent's tools as a model sees them, with what the loaded plugins say that a call does.
    private func offers(of agent: AgentSnapshot) -> [ModelTool] {
        agent.tools.map { tool in
            var offer = tool.offer
            offer.effects = tools.effects(ofType: tool.tool.type)
            return offer
        }
    }
}
