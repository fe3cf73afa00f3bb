import HubCore

/// Sends each call to the provider that the request's model names.
package struct ProviderSwitch: ModelProvider {
    private let builtin: any ModelProvider
    private let providers: [ModelProviderKind: any ModelProvider]

    /// `providers`: those on the network.
    package init(builtin: any ModelProvider, providers: [ModelProviderKind: any ModelProvider]) {
        self.builtin = builtin
        self.providers = providers
    }

    /// Throws `.unsupported` where nobody serves the model's provider.
    package func complete(_ request: ModelRequest) async throws(ModelError) -> ModelResponse {
        let kind = request.model.provider
        if kind == .builtin { return try await builtin.complete(request) }
        guard let provider = providers[kind] else {
            throw ModelError(.unsupported, "no provider of the kind \(kind.rawValue) is set up")
        }
        return try await provider.complete(request)
    }
}
