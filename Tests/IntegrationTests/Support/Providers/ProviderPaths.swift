import HubCore

/// What a model's `base_url` ends with: below it the providers' own paths begin.
enum ProviderPaths {
    static func base(of provider: ModelProviderKind) -> String {
        switch provider {
        case .openAI, .openRouter, .builtin: "/v1"
        // `/v1/messages` follows.
        case .anthropic: ""
        // `/v1beta/models/NAME:generateContent` follows.
        case .gemini: ""
        }
    }
}
