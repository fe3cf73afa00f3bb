import HubCore
import Support

/// Scripts of a model that answers for `ModelTenant`'s agent: it calls the tool that it is offered, then says what it was
/// told.
enum StockClerk {
    static let erp: LoopbackServer.Script = { _ in .json(#"{"sku": "SKU-12345", "level": 1234.50}"#) }
    static let words = ["There are ", "1,234.50 ", "of them."]

    /// What every request and every answer is told to have used: no two calls the same.
    static func usage(_ request: ProviderRequest, _ call: Int) -> TokenUsage {
        TokenUsage(inputTokens: request.bytes + call, outputTokens: 7 + call % 13, cachedInputTokens: request.bytes / 3)
    }

    static let script: ScriptedProvider.Script = { request, call in
        var answer = answer(request)
        answer.usage = usage(request, call)
        return .answer(answer)
    }

    private static func answer(_ request: ProviderRequest) -> ProviderAnswer {
        guard let tool = request.tools.first, request.results.isEmpty else { return ProviderAnswer(words: words) }
        return .call(tool, ["sku": "SKU-12345"])
    }
}
