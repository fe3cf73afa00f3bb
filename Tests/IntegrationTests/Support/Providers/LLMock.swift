import Foundation
import HubCore

/// The independent mock server that `script/test` starts: it speaks OpenAI, Anthropic and Gemini, breaks on demand, and
/// judges its clients. All tests share it; a model's name, which a test makes up, tells them apart.
struct LLMock {
    private static let url = ProcessInfo.processInfo.environment["AGENTHUB_TEST_LLMOCK_URL"].flatMap { URL(string: $0) }

    static var isAvailable: Bool { url != nil }

    struct Refused: Error {
        let answer: String
    }

    struct Seen: CustomStringConvertible {
        let number: Int
        let status: Int
        let isStreamed: Bool
        /// What was done to it; nil: nothing.
        let fault: String?
        let body: JSONValue

        var description: String { "\(status)\(isStreamed ? " streamed" : "")\(fault.map { " after \($0)" } ?? "")" }
    }

    /// The name of the model whose requests are meant.
    let model: String
    private let http: RawHTTP

    init(model: String) throws {
        guard let port = Self.url?.port else { throw CocoaError(.featureUnsupported) }
        self.model = model
        http = RawHTTP(port: port)
    }

    /// Where a tenant's model says that the provider is.
    func base(of provider: ModelProviderKind) -> String {
        let prefix =
            switch provider {
            case .anthropic: "/anthropic"
            case .gemini: "/gemini"
            case .openAI, .openRouter, .builtin: ""
            }
        return "http://127.0.0.1:\(http.port)\(prefix)\(ProviderPaths.base(of: provider))"
    }

    /// Queues behaviours for the model's requests (the server's `/_llmock/scenario`). One that stays is to be ended by
    /// no test: another model's requests do not meet it.
    func will(_ behaviors: [JSONValue]) async throws {
        let own = behaviors.map { behavior -> JSONValue in
            var members = behavior.objectValue ?? [:]
            var match = members["match"]?.objectValue ?? [:]
            match["model"] = .string(model)
            members["match"] = .object(match)
            return .object(members)
        }
        let response = try await http.request("POST", "/_llmock/scenario", body: ["behaviors": .array(own)])
        guard response.status == 201 else { throw Refused(answer: response.json.text) }
    }

    /// The model's requests, the first first.
    func seen() async throws -> [Seen] {
        let requests = try await http.request("GET", "/_llmock/requests").json["requests"]?.arrayValue ?? []
        return requests.filter { $0["model"]?.stringValue == model }.map {
            Seen(
                number: $0["seq"]?.intValue ?? 0, status: $0["status"]?.intValue ?? 0,
                isStreamed: $0["stream"]?.boolValue ?? false, fault: $0["fault"]?.stringValue, body: $0["body"] ?? nil)
        }
    }

    /// What the server holds against its client, as errors: a `Retry-After` that was not waited for, a repeated request that
    /// can never succeed, too many attempts, a broken stream taken for an answer.
    func findings() async throws -> [String] {
        let own = Set(try await seen().map(\.number))
        let verdict = try await http.request("GET", "/_llmock/verdict").json
        return (verdict["findings"]?.arrayValue ?? []).compactMap { finding in
            guard finding["severity"] == "error",
                finding["requests"]?.arrayValue?.contains(where: { own.contains($0.intValue ?? 0) }) ?? false
            else { return nil }
            return finding["code"]?.stringValue
        }
    }
}
