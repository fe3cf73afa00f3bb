import HubCore
import Testing

@testable import HubModels

@Suite struct ProviderSwitchTests {
    private struct Named: ModelProvider {
        let name: String

        func complete(_ request: ModelRequest) async throws(ModelError) -> ModelResponse { ModelResponse(text: name) }
    }

    @Test(arguments: [(ModelProviderKind.builtin, "rules"), (.openAI, "network")])
    func callsGoToTheProviderOfTheModel(_ kind: ModelProviderKind, _ name: String) async throws {
        let providers = ProviderSwitch(builtin: Named(name: "rules"), openAI: Named(name: "network"))
        var request = Scene(tools: []).request([.user("hi")])
        request.model = LanguageModel(name: "m", provider: kind)
        #expect(try await providers.complete(request).text == name)
    }
}
