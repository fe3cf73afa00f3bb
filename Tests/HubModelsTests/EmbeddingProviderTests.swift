import Foundation
import HubCore
import HubEgress
import Logging
import Support
import Testing

@testable import HubModels

@Suite struct EmbeddingProviderTests {
    private func request(
        _ kind: ModelProviderKind, _ name: String, _ texts: [String], purpose: EmbeddingRequest.Purpose = .document,
        dimensions: Int = 2, deadline: Deadline = .after(.seconds(60))
    ) -> EmbeddingRequest {
        EmbeddingRequest(
            model: LanguageModel(name: name, provider: kind), key: Secret("k-1"), purpose: purpose, texts: texts,
            dimensions: dimensions, deadline: deadline)
    }

    /// Asks a server of this script; what it was asked, and what became of it.
    private func embed(
        _ request: EmbeddingRequest, _ script: @escaping LoopbackServer.Script
    ) async throws -> (sent: [LoopbackRequest], result: Result<EmbeddingResponse, ModelError>) {
        let server = try LoopbackServer(script)
        let egress = EgressClient(
            policy: EgressPolicy(allowing: [try #require(EgressAllowance("127.0.0.0/8"))]),
            logger: Logger(label: "test"))
        let provider = EmbeddingSwitch(providers: [
            .openAI: OpenAIEmbeddings(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/v1")),
            .gemini: GeminiEmbeddings(egress: egress, tenantEgress: egress, key: nil, baseURL: server.url("/")),
        ])
        let result: Result<EmbeddingResponse, ModelError>
        do throws(ModelError) {
            result = .success(try await provider.embed(request))
        } catch {
            result = .failure(error)
        }
        await egress.shutdown()
        return (server.requests, result)
    }

    private func failure(_ result: Result<EmbeddingResponse, ModelError>) -> ModelError? {
        if case .failure(let error) = result { error } else { nil }
    }

    private static func base64(_ vector: [Float]) -> String {
        Data(vector.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } })
            .base64EncodedString()
    }

    /// OpenAI's answer to a request: of each text its number twice, the last text first.
    @Sendable private static func answer(_ request: LoopbackRequest) -> [LoopbackAction] {
        guard let texts = try? JSONValue(parsing: request.body)["input"]?.arrayValue else { return [.close] }
        let data = texts.enumerated().reversed().map { index, text -> JSONValue in
            let number = Float(text.stringValue ?? "") ?? -1
            return ["index": .int(index), "embedding": .string(base64([number, -number]))]
        }
        let usage: JSONValue = ["prompt_tokens": .int(texts.count), "total_tokens": .int(texts.count)]
        return .json(JSONValue.object(["data": .array(data), "usage": usage]).text)
    }

    @Test func openAIIsAskedInBatchesAndTheOrderIsKept() async throws {
        let texts = (0..<100).map(String.init)
        let (sent, result) = try await embed(request(.openAI, "text-embedding-3-small", texts), Self.answer)
        let response = try result.get()
        #expect(response.vectors == (0..<100).map { [Float($0), -Float($0)] })
        #expect(response.usage == TokenUsage(inputTokens: 100, outputTokens: 0))
        #expect(sent.map(\.target) == ["/v1/embeddings", "/v1/embeddings", "/v1/embeddings"])
        #expect(sent.allSatisfy { $0.header("authorization") == "Bearer k-1" })
        let bodies = try sent.map { try JSONValue(parsing: $0.body) }
        #expect(bodies.map { $0["input"]?.arrayValue?.count } == [48, 48, 4])
        #expect(
            bodies[2] == [
                "model": "text-embedding-3-small", "input": ["96", "97", "98", "99"], "encoding_format": "base64",
                "dimensions": 2,
            ])
    }

    @Test func countsOfAServerThatLiesDoNotOverflow() async throws {
        let (sent, result) = try await embed(request(.openAI, "m", (0..<60).map(String.init))) { request in
            let json = (try? JSONValue(parsing: request.body)["input"]?.arrayValue?.count).map { count in
                JSONValue.object([
                    "data": .array((0..<count).map { _ in ["embedding": [1, 2]] }),
                    "usage": ["prompt_tokens": .int(.max)],
                ])
            }
            return .json(json?.text ?? "")
        }
        #expect(sent.count == 2)
        #expect(try result.get().usage == TokenUsage(inputTokens: 2 << 40, outputTokens: 0))
    }

    @Test func aServerWithOneSizeIsNotAskedForAnother() async throws {
        let (sent, result) = try await embed(request(.openAI, "bge-m3", ["7"])) { _ in
            .json(#"{"data":[{"embedding":[0.5,-1e-3]}],"usage":{"total_tokens":3}}"#)
        }
        #expect(try result.get().vectors == [[0.5, -0.001]])
        #expect(try result.get().usage == TokenUsage(inputTokens: 3, outputTokens: 0))
        #expect(try JSONValue(parsing: sent[0].body)["dimensions"] == nil)
    }

    @Test(arguments: [(EmbeddingRequest.Purpose.document, "RETRIEVAL_DOCUMENT"), (.query, "RETRIEVAL_QUERY")])
    func geminiIsToldThePurpose(_ purpose: EmbeddingRequest.Purpose, _ task: String) async throws {
        let (sent, result) = try await embed(
            request(.gemini, "gemini-embedding-001", ["a", "b"], purpose: purpose)
        ) { _ in .json(#"{"embeddings":[{"values":[1,2]},{"values":[3,4]}]}"#) }
        #expect(try result.get().vectors == [[1, 2], [3, 4]])
        #expect(try result.get().usage == nil)
        #expect(sent.map(\.target) == ["/v1beta/models/gemini-embedding-001:batchEmbedContents"])
        #expect(sent[0].header("x-goog-api-key") == "k-1")
        #expect(
            try JSONValue(parsing: sent[0].body)["requests"]?.arrayValue?.first == [
                "model": "models/gemini-embedding-001", "content": ["parts": [["text": "a"]]],
                "taskType": .string(task),
                "outputDimensionality": 2,
            ])
    }

    @Test(arguments: [
        (200, "{}", ModelError.Kind.malformed), (200, "no JSON", .malformed), (200, #"{"data":[]}"#, .malformed),
        (200, #"{"data":[{"embedding":[1,2,3]}]}"#, .malformed),
        (200, #"{"data":[{"embedding":["a",2]}]}"#, .malformed),
        (200, #"{"data":[{"embedding":"AAAA"}]}"#, .malformed),
        (200, #"{"data":[{"index":1,"embedding":[1,2]}]}"#, .malformed),
        (200, #"{"data":[{"embedding":[1e999,2]}]}"#, .malformed), (401, "", .authorization), (429, "{}", .rateLimited),
        (503, "<html>", .overloaded),
    ])
    func whatIsNoAnswerIsAnError(_ status: Int, _ body: String, _ kind: ModelError.Kind) async throws {
        let (_, result) = try await embed(request(.openAI, "m", ["1"])) { _ in .json(body, status: status) }
        #expect(failure(result)?.kind == kind, "\(body)")
    }

    @Test func whatEarlierBatchesUsedIsKnownWhenALaterOneFails() async throws {
        let texts = (0..<60).map(String.init)
        let (sent, result) = try await embed(request(.openAI, "m", texts)) { request in
            request.text.contains(#""59""#) ? .json("{}", status: 503) : Self.answer(request)
        }
        #expect(sent.count == 2)
        #expect(failure(result)?.kind == .overloaded)
        #expect(
            failure(result)?.progress == .begun(usage: TokenUsage(inputTokens: 48, outputTokens: 0), receivedBytes: 0))
    }

    @Test func aLaterOneThatMayHaveBeenPaidForMakesTheWholeUncounted() async throws {
        let texts = (0..<60).map(String.init)
        let (_, result) = try await embed(request(.openAI, "m", texts)) { request in
            request.text.contains(#""59""#) ? .json(#"{"data":[]}"#) : Self.answer(request)
        }
        #expect(failure(result)?.kind == .malformed)
        #expect(failure(result)?.progress == .begun(usage: nil, receivedBytes: 0))
    }

    @Test func aProviderWithoutEmbeddingsIsUnsupported() async throws {
        let (sent, result) = try await embed(request(.anthropic, "m", ["1"])) { _ in [.close] }
        #expect(failure(result)?.kind == .unsupported && sent.isEmpty)
    }
}
