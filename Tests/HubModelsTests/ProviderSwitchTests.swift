import HubCore
import Testing

@testable import HubModels

@Suite struct ProviderSwitchTests {
    private struct Named: ModelProvider {
        let name: String

        func complete(_ request: ModelRequest) async throws(ModelError) -> ModelResponse { ModelResponse(text: name) }
    }

    private func request(_ kind: ModelProviderKind) -> ModelRequest {
        var request = Scene(tools: []).request([.user("hi")])
        request.model = LanguageModel(name: "m", provider: kind)
        return request
    }

    @Test(arguments: ModelProviderKind.allCases)
    func callsGoToTheProviderOfTheModel(_ kind: ModelProviderKind) async throws {
        var providers: [ModelProviderKind: any ModelProvider] = [:]
        for kind in ModelProviderKind.allCases where kind != .builtin { providers[kind] = Named(name: kind.rawValue) }
        let models = ProviderSwitch(builtin: Named(name: "builtin"), providers: providers)
        #expect(try await models.complete(request(kind)).text == kind.rawValue)
    }

    @Test func aProviderThatIsNotThereIsUnsupported() async {
        let models = ProviderSwitch(builtin: Named(name: "builtin"), providers: [.openAI: Named(name: "openai")])
        await #expect {
            _ = try await models.complete(request(.gemini))
        } throws: {
            ($0 as? ModelError)?.kind == .unsupported
        }
    }
}
