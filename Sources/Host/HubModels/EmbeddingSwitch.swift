import HubCore

/// Sends each request for vectors to the provider that its model names.
package struct EmbeddingSwitch: EmbeddingProvider {
    private let providers: [ModelProviderKind: any EmbeddingProvider]

    package init(providers: [ModelProviderKind: any EmbeddingProvider]) { self.providers = providers }

    /// Throws `.unsupported` where the model's provider has no embeddings.
    package func embed(_ request: EmbeddingRequest) async throws(ModelError) -> EmbeddingResponse {
        guard let provider = providers[request.model.provider] else {
            throw ModelError(.unsupported, "no embeddings of the kind \(request.model.provider.rawValue) are set up")
        }
        return try await provider.embed(request)
    }
}
