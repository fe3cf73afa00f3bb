import HubCore

/// Does what the state machine decides: asks the model, runs the tools of one step at once.
struct AgentLoop: Sendable {
    let models: ModelCaller
    let tools: ToolCaller
    let limits: EngineLimits

    /// What goes along from step to step.
    private struct Progress {
        var modelCalls: [ModelCall] = []
        var toolMilliseconds = 0.0
        var steps = 0
        /// Who of the agent's chain answered last: the next step asks it first.
        var model = 0
    }

    /// Throws when the task is cancelled before there is an answer.
    func run(_ task: AgentTask) async throws(TurnInterruption) -> AgentLoopResult {
        var machine = AgentLoopStateMachine(tools: task.agent.tools, limits: limits, messages: task.messages)
        var progress = Progress()
        var action = machine.start()
        while true {
            if Task.isCancelled, !action.isFinal {
                throw TurnInterruption(
                    modelCalls: progress.modelCalls, toolCalls: machine.calls,
                    toolMilliseconds: progress.toolMilliseconds)
            }
            switch action {
            case .finish(let ending):
                let last = progress.modelCalls.last?.trace
                return AgentLoopResult(
                    ending: ending, toolCalls: machine.calls, modelCalls: progress.modelCalls,
                    answered: last?.outcome == "ok" ? last : nil, toolMilliseconds: progress.toolMilliseconds)
            case .askModel:
                action = task.deadline.hasPassed ? machine.timeRanOut() : await ask(&machine, task, &progress)
            case .runTools(let runs):
                let start = MonotonicTime.now()
                let reports = await run(runs, task, after: machine.calls.count)
                progress.toolMilliseconds += MonotonicTime.milliseconds(since: start)
                action = machine.toolsReturned(reports)
            }
        }
    }

    private func ask(_ machine: inout AgentLoopStateMachine, _ task: AgentTask, _ progress: inout Progress) async
        -> AgentLoopStateMachine.Action
    {
        let agent = task.agent
        progress.steps += 1
        let request = ModelRequest(
            model: agent.models.first.model, system: task.system, standingSystem: agent.instructions(in: task.language),
            messages: machine.messages, tools: offers(of: agent),
            maximumOutputTokens: limits.maximumOutputTokens, deadline: task.deadline,
            brief: AnswerBrief(
                language: task.language, format: ResultForm.format(of: machine.calls, agent: agent.agent),
                agentLabel: agent.title(in: task.language), entities: task.entities, attachments: task.attachments),
            traceparent: task.trace.traceparent)
        let words = task.observer.map { ModelWords(observer: $0, step: progress.steps) }
        let answer = await models.ask(
            request, along: agent.models, from: &progress.model, agent: agent.name, words: words, task.trace,
            into: &progress.modelCalls)
        switch answer {
        case .success(var response):
            // As it is booked: an estimate where the provider did not say.
            response.usage = progress.modelCalls.last?.entry?.usage
            return machine.modelAnswered(response)
        case .failure(let error):
            // The call of a cancelled turn says nothing about the model; the loop ends it.
            if Task.isCancelled { return .askModel }
            return task.deadline.hasPassed ? machine.timeRanOut() : machine.modelFailed(error.kind)
        }
    }

    /// `count`: the turn's calls before these.
    private func run(_ runs: [AgentLoopStateMachine.ToolRun], _ task: AgentTask, after count: Int) async
        -> [AgentLoopStateMachine.ToolReport]
    {
        if runs.count == 1 { return [await run(runs[0], task, after: count)] }
        return await withTaskGroup { group in
            for run in runs { group.addTask { await self.run(run, task, after: count) } }
            var reports: [AgentLoopStateMachine.ToolReport] = []
            for await report in group { reports.append(report) }
            return reports
        }
    }

    private func run(_ run: AgentLoopStateMachine.ToolRun, _ task: AgentTask, after count: Int) async
        -> AgentLoopStateMachine.ToolReport
    {
        let (call, name) = (count + run.position + 1, run.tool.tool.name)
        task.observer?.observe(.toolStarted(call: call, name: name))
        let (outcome, milliseconds) = await tools.call(
            run.tool, run.arguments, for: task,
            output: task.observer.map { ToolWords(observer: $0, call: call, name: name) })
        task.observer?.observe(
            .toolEnded(
                call: call, name: name,
                status: CompletedToolCall(
                    tool: run.tool, handling: .run(arguments: run.arguments), outcome: outcome,
                    milliseconds: milliseconds
                ).status, milliseconds: milliseconds))
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
