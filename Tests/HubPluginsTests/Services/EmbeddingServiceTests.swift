import HubCore
import PluginABI
import Synchronization
import Testing

@testable import HubPlugins

@Suite(.everyHosting) struct EmbeddingServiceTests {
    private final class Embedder: ToolEmbedder {
        typealias Answer = @Sendable ([String]) async throws(ModelError) -> [[Float]]

        let space: EmbeddingSpace
        private let answer: Answer
        private let asked = Mutex<[(texts: [String], purpose: EmbeddingRequest.Purpose)]>([])

        init(_ name: String = "model", _ answer: @escaping Answer = { _ in [] }) {
            space = EmbeddingSpace(name: name, dimensions: 2)
            self.answer = answer
        }

        var texts: [[String]] { asked.withLock { $0.map(\.texts) } }
        var purposes: [EmbeddingRequest.Purpose] { asked.withLock { $0.map(\.purpose) } }

        func embed(
            _ texts: [String], for purpose: EmbeddingRequest.Purpose, by deadline: Deadline
        ) async throws(ModelError) -> [[Float]] {
            asked.withLock { $0.append((texts, purpose)) }
            return try await answer(texts)
        }
    }

    private func embed(_ purpose: String, _ texts: [JSONValue]) -> JSONValue {
        ["embed": ["purpose": .string(purpose), "texts": .array(texts)]]
    }

    @Test func aPluginGetsRowsOfFloats() async throws {
        try await HostFixture.with(.plugin("services")) { fixture async throws in
            let embedder = Embedder { texts in texts.map { [Float($0.utf8.count), -0.5] } }
            let outcome = try await fixture.call(
                .of("SERVICES"), embed("document", ["a", "nợ", "ccc"]), embedder: embedder)
            #expect(outcome.value == ["rows": 3, "dimensions": 2, "values": [1, -0.5, 4, -0.5, 3, -0.5]])
            #expect(embedder.texts == [["a", "nợ", "ccc"]] && embedder.purposes == [.document])
            _ = try await fixture.call(.of("SERVICES"), embed("query", ["a"]), embedder: embedder)
            #expect(embedder.purposes == [.document, .query])
        }
    }

    @Test func theSpaceIsNamedOpaquelyAndForOneTenant() async throws {
        try await HostFixture.with(.plugin("services")) { fixture async throws in
            func space(_ name: String, tenant: String = "acme") async throws -> JSONValue {
                let outcome = try await fixture.call(
                    .of("SERVICES"), ["describe": 1], tenant: tenant, embedder: Embedder(name))
                return try #require(outcome.value)
            }
            let first = try await space("openai text-embedding-3-small 2")
            #expect(first["dimensions"] == 2 && first.objectValue?.count == 2)
            #expect(first["model"]?.stringValue?.contains("openai") == false)
            #expect(try await space("openai text-embedding-3-small 2") == first)
            #expect(try await space("gemini gemini-embedding-001 2")["model"] != first["model"])
            #expect(try await space("openai text-embedding-3-small 2", tenant: "other")["model"] != first["model"])
        }
    }

    @Test func withoutAModelTheServiceIsUnavailable() async throws {
        try await HostFixture.with(.plugin("services")) { fixture async throws in
            #expect(try await fixture.call(.of("SERVICES"), ["describe": 1]).failure?.code == .unavailable)
            #expect(try await fixture.call(.of("SERVICES"), embed("query", ["a"])).failure?.code == .unavailable)
        }
    }

    @Test func whatIsNotAskedForRightlyIsNotAccepted() async throws {
        try await HostFixture.with(.plugin("services")) { fixture async throws in
            let embedder = Embedder()
            let wrong: [JSONValue] = [
                ["embed": 1], embed("both", ["a"]), embed("query", []), embed("query", [1]), embed("query", [""]),
                ["embed": ["purpose": "query"]], ["embed": ["purpose": "query", "texts": ["a"], "model": "x"]],
            ]
            for arguments in wrong {
                let outcome = try await fixture.call(.of("SERVICES"), arguments, embedder: embedder)
                #expect(outcome.failure?.code == .invalidInput, "\(arguments.text)")
            }
            let many = Array(repeating: JSONValue.string("a"), count: Int(AH_MAX_TEXTS) + 1)
            let outcome = try await fixture.call(.of("SERVICES"), embed("query", many), embedder: embedder)
            #expect(outcome.failure?.code == .tooLarge)
            #expect(embedder.texts.isEmpty)
        }
    }

    @Test func textsAreBoundedTogether() {
        func request(_ count: Int) throws(EmbeddingServiceRequest.Problem) -> EmbeddingServiceRequest {
            let text = JSONValue.string(String(repeating: "a", count: count))
            let document: JSONValue = ["purpose": "document", "texts": [text, "b"]]
            return try EmbeddingServiceRequest(document.bytes)
        }
        #expect(throws: Never.self) { try request(Int(AH_MAX_HTTP_BODY) - 1) }
        #expect(throws: EmbeddingServiceRequest.Problem.tooLarge) { try request(Int(AH_MAX_HTTP_BODY)) }
    }

    @Test(arguments: [
        (ModelError.Kind.authorization, ToolFailure.Code.authorization), (.rateLimited, .rateLimited),
        (.overloaded, .upstream), (.malformed, .upstream), (.connection, .upstream), (.contextTooLong, .tooLarge),
        (.refused, .denied), (.timeout, .deadline), (.unsupported, .unsupported),
    ])
    func aFailureHasAStatus(_ kind: ModelError.Kind, _ code: ToolFailure.Code) async throws {
        try await HostFixture.with(.plugin("services")) { fixture async throws in
            let embedder = Embedder { (_: [String]) async throws(ModelError) -> [[Float]] in
                throw ModelError(kind, "why")
            }
            let failure = try await fixture.call(.of("SERVICES"), embed("query", ["a"]), embedder: embedder).failure
            #expect(failure?.code == code)
            #expect(failure?.message == "why")
        }
    }

    @Test func theEndOfTheCallEndsTheRequest() async throws {
        try await HostFixture.with(.plugin("services")) { fixture async throws in
            let (asked, ended) = (AsyncStream<Void>.makeStream(), AsyncStream<Void>.makeStream())
            let embedder = Embedder { (_: [String]) async throws(ModelError) -> [[Float]] in
                asked.continuation.yield()
                // Until the task is cancelled.
                for await _ in AsyncStream<Void>.makeStream().stream {}
                ended.continuation.yield()
                throw ModelError(.cancelled, "cancelled")
            }
            let arguments = embed("query", ["a"])
            let call = Task { try await fixture.call(.of("SERVICES"), arguments, embedder: embedder) }
            for await _ in asked.stream { break }
            call.cancel()
            #expect(try await call.value.failure?.code == .cancelled)
            for await _ in ended.stream { break }
        }
    }
}
