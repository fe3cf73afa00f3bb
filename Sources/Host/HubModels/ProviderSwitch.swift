import HubCore

/// Sends each call to the provider that the request's model names.
package struct ProviderSwitch: ModelProvider {
    private let builtin: any ModelProvider
    private let openAI: any ModelProvider

    package init(builtin: any ModelProvider, openAI: any ModelProvider) {
        self.builtin = builtin
        self.openAI = openAI
    }

    package func complete(_ request: ModelRequest) async throws(ModelError) -> ModelResponse {
        switch request.model.provider {
        case .builtin: try await builtin.complete(request)
        case .openAI: try await openAI.complete(request)
        case .anthropic, .gemini, .openRouter: throw ModelError(.unsupported, "the provider is not built yet")
        }
    }
}
