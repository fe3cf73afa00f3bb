import HubCore
import Logging

/// Asks models in a tenant's name: opens the tenant's sealed key for the one call, and counts the call.
struct ModelCaller: Sendable {
    let provider: any ModelProvider
    let sealer: any SecretSealer
    let metrics: EngineMetrics
    let logger: Logger

    /// `agent` nil: the supervisor. The request is completed by the choice's model and key.
    func ask(_ request: ModelRequest, of choice: ModelChoice, agent: String?, _ trace: TurnTrace) async
        -> (call: ModelCall, answer: Result<ModelResponse, ModelError>)
    {
        let start = MonotonicTime.now()
        let answer: Result<ModelResponse, ModelError>
        var request = request
        request.model = choice.model
        do throws(ModelError) {
            request.key = try open(choice, trace)
            answer = .success(try await provider.complete(request))
        } catch {
            answer = .failure(error)
        }
        let call = ModelCall(
            model: choice.model, agent: agent, usage: Self.usage(answer),
            tokens: TokenEstimate.used(by: request, answer), since: start)
        metrics.modelCall(call, answer)
        if case .failure(let error) = answer, !Task.isCancelled {
            logger.warning(
                agent == nil ? "The supervisor's model failed." : "A model failed.",
                metadata: trace.metadata(["model": "\(choice.model.name)", "kind": "\(error.kind.rawValue)"]))
        }
        return (call, answer)
    }

    private func open(_ choice: ModelChoice, _ trace: TurnTrace) throws(ModelError) -> Secret? {
        guard let key = choice.key else { return nil }
        do {
            return try sealer.open(key)
        } catch {
            logger.error(
                "A tenant's model key cannot be opened: no master key fits, or the row was changed.",
                metadata: trace.metadata(["model": "\(choice.model.name)"]))
            throw ModelError(.authorization, "the tenant's key for this model cannot be opened")
        }
    }

    private static func usage(_ answer: Result<ModelResponse, ModelError>) -> TokenUsage? {
        switch answer {
        case .success(let response): response.usage
        case .failure: nil
        }
    }
}
