import FoundationEssentials
import HubCore
import Logging

/// Asks models in a tenant's name, along its chain: each by its own key, opened for the one call, under its own deadline,
/// with what fits its context.
struct ModelCaller: Sendable {
    let provider: any ModelProvider
    let sealer: any SecretSealer
    let limiter: any RateLimiter
    let circuits: ModelCircuits
    let metrics: EngineMetrics
    let logger: Logger
    /// The wall clock of prices.
    let now: @Sendable () -> Date
    /// Waits; throws when cancelled.
    var wait: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    /// From 0 to 1.
    var jitter: @Sendable () -> Double = { .random(in: 0...1) }

    /// Left to `builtin`, which needs next to nothing, and to the commit.
    private static let reserve = Duration.milliseconds(500)

    /// Asks until there is an answer or nobody is left. `start` is who of the chain is asked first, and then who answered.
    /// `agent` nil: the supervisor. Every call made, and every model that was passed over, is added to `calls`.
    func ask(
        _ request: ModelRequest, along chain: ModelChain, from start: inout Int, agent: String?, words: ModelWords?,
        _ trace: TurnTrace, into calls: inout [ModelCall]
    ) async -> Result<ModelResponse, ModelError> {
        var machine = FailoverStateMachine(
            // `builtin` reads whatever there is.
            windows: chain.choices.map { $0.model.provider == .builtin ? .max : $0.model.contextWindow },
            start: start,
            // The local router waits for the supervisor's answer, and decides without it.
            retries: agent == nil ? 0 : FailoverStateMachine.usualRetries)
        var action = machine.start()
        var last = ModelError(.overloaded, "every model was passed over")
        while case .ask(let position, let pause) = action {
            if pause > .zero {
                do {
                    try await wait(pause)
                } catch {
                    return .failure(ModelError(.cancelled, "the turn was cancelled", progress: .nothing))
                }
            }
            let choice = chain.choices[position]
            if let reason = await reasonToPassOver(choice, trace) {
                calls.append(ModelCall(passingOver: choice.model, reason))
                if reason == .limit { last = ModelError(.rateLimited, "the tenant's limit for the model is reached") }
                action = machine.passedOver()
                continue
            }
            var attempt = ContextFit.fit(request, to: choice.model)
            attempt.model = choice.model
            attempt.textSink = words
            attempt.deadline = Self.deadline(of: request, followers: chain.choices[(position + 1)...])
            let (call, answer) = await call(choice, attempt, agent: agent, trace)
            calls.append(call)
            switch answer {
            case .success(let response):
                start = position
                return .success(response)
            case .failure(let error):
                last = error
                guard !Task.isCancelled, !request.deadline.hasPassed, words?.withdraw() ?? true else {
                    return .failure(error)
                }
                action = machine.failed(error, remaining: request.deadline.remaining, jitter: jitter())
            }
        }
        return .failure(last)
    }

    /// One call of one model.
    private func call(_ choice: ModelChoice, _ request: ModelRequest, agent: String?, _ trace: TurnTrace) async
        -> (ModelCall, Result<ModelResponse, ModelError>)
    {
        let start = MonotonicTime.now()
        let answer: Result<ModelResponse, ModelError>
        var request = request
        do throws(ModelError) {
            request.key = try sealer.modelKey(choice.key, of: choice.model, trace, logger)
            answer = .success(try await provider.complete(request))
        } catch {
            answer = .failure(error)
        }
        let call = ModelCall(request, answer, agent: agent, since: start, on: now().utcDay)
        metrics.modelCall(call)
        await charge(call.tokens, to: choice, trace)
        switch answer {
        case .success: circuits.learn(.works, of: choice.circuit)
        case .failure(let error):
            circuits.learn(Task.isCancelled ? .nothing : ModelCircuits.Lesson(error), of: choice.circuit)
            if !Task.isCancelled {
                logger.warning(
                    agent == nil ? "The supervisor's model failed." : "A model failed.",
                    // Both are words of ours: nothing of the prompt, the answer or the key.
                    metadata: trace.metadata([
                        "model": "\(choice.model.name)", "kind": "\(error.kind.rawValue)", "error": "\(error.message)",
                    ]))
            }
        }
        return (call, answer)
    }

    /// While others follow, none may use up the time that they need: of the rest of the time half where models follow,
    /// all but a little where only `builtin` does.
    private static func deadline(of request: ModelRequest, followers: ArraySlice<ModelChoice>) -> Deadline {
        let remaining = request.deadline.remaining
        if followers.contains(where: { $0.model.provider != .builtin }) {
            return min(request.deadline, .after(remaining / 2))
        }
        if followers.isEmpty { return request.deadline }
        return min(request.deadline, .after(remaining - min(Self.reserve, remaining / 10)))
    }

    // MARK: What is not asked

    private func reasonToPassOver(_ choice: ModelChoice, _ trace: TurnTrace) async -> ModelCall.PassedOver? {
        guard circuits.admit(choice.circuit) else { return .circuitOpen }
        let demands = Self.demands(of: choice, trace.scope, requests: 1, tokens: 0)
        if demands.isEmpty { return nil }
        if await limiter.take(demands).isAllowed { return nil }
        circuits.learn(.nothing, of: choice.circuit)
        return .limit
    }

    /// The provider counts what was used, whatever was allowed.
    private func charge(_ tokens: Int, to choice: ModelChoice, _ trace: TurnTrace) async {
        guard tokens > 0, choice.tokensPerMinute != nil else { return }
        await limiter.charge(
            Self.demands(of: choice, trace.scope, requests: nil, tokens: tokens))
    }

    /// `requests` nil: none of those. A demand of no tokens is refused while the bucket is empty.
    private static func demands(of choice: ModelChoice, _ scope: TenantScope, requests: Int?, tokens: Int)
        -> [RateDemand]
    {
        var demands: [RateDemand] = []
        if let requests, let limit = choice.requestsPerMinute {
            demands.append(
                RateDemand(
                    RateBucket(scope: scope, model: choice.model.id, kind: .requests), limit: limit, cost: requests))
        }
        if let limit = choice.tokensPerMinute {
            demands.append(
                RateDemand(RateBucket(scope: scope, model: choice.model.id, kind: .tokens), limit: limit, cost: tokens))
        }
        return demands
    }
}
