import HubCore

/// Does what the state machine decides: asks the model, runs the tools of one step at once.
struct AgentLoop: Sendable {
    let models: ModelCaller
    let tools: ToolCaller
    let limits: EngineLimits

    /// Throws when the task is cancelled before there is an answer.
    func run(_ task: AgentTask) async throws(TurnInterruption) -> AgentLoopResult {
        var machine = AgentLoopStateMachine(tools: task.agent.tools, limits: limits, messages: task.messages)
        var modelCalls: [ModelCall] = []
        var toolMilliseconds = 0.0
        var action = machine.start()
        while true {
            if Task.isCancelled, !action.isFinal {
                throw TurnInterruption(
                    modelCalls: modelCalls, toolCalls: machine.calls, toolMilliseconds: toolMilliseconds)
            }
            switch action {
            case .finish(let ending):
                return AgentLoopResult(
                    ending: ending, toolCalls: machine.calls, modelCalls: modelCalls,
                    toolMilliseconds: toolMilliseconds)
            case .askModel:
                action = task.deadline.hasPassed ? machine.timeRanOut() : await ask(&machine, task, &modelCalls)
            case .runTools(let runs):
                let start = MonotonicTime.now()
                let reports = await run(runs, task)
                toolMilliseconds += MonotonicTime.milliseconds(since: start)
                action = machine.toolsReturned(reports)
            }
        }
    }

    private func ask(_ machine: inout AgentLoopStateMachine, _ task: AgentTask, _ calls: inout [ModelCall]) async
        -> AgentLoopStateMachine.Action
    {
        let agent = task.agent
        let request = ModelRequest(
            model: agent.model, system: task.system, standingSystem: agent.instructions(in: task.language),
            messages: machine.messages, tools: offers(of: agent),
            maximumOutputTokens: limits.maximumOutputTokens, deadline: task.deadline,
            brief: AnswerBrief(
                language: task.language, format: ResultForm.format(of: machine.calls, agent: agent.agent),
                agentLabel: agent.title(in: task.language), entities: task.entities),
            traceparent: task.trace.traceparent)
        let (call, answer) = await models.ask(request, of: agent.choice, agent: agent.name, task.trace)
        calls.append(call)
        switch answer {
        case .success(let response): return machine.modelAnswered(response)
        case .failure(let error):
            // The call of a cancelled turn says nothing about the model; the loop ends it.
            if Task.isCancelled { return .askModel }
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
        let (outcome, milliseconds) = await tools.call(run.tool, run.arguments, for: task)
        return AgentLoopStateMachine.ToolReport(
            position: run.position, outcome: outcome, milliseconds: milliseconds)
    }

    /// The agent's tools as a model sees them, with what the loaded plugins say that a call does.
    private func offers(of agent: AgentSnapshot) -> [ModelTool] {
        agent.tools.map { tool in
            var offer = tool.offer
            offer.effects = tools.invoker.effects(ofType: tool.tool.type)
            return offer
        }
    }
}
