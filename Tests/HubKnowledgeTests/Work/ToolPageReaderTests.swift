import HubCore
import Synchronization
import Testing

@testable import HubKnowledge

@Suite struct ToolPageReaderTests {
    private final class ScriptedInvoker: ToolInvoker {
        let outcome: ToolOutcome
        let seen = Mutex<[(invocation: ToolInvocation, bytes: [UInt8]?)]>([])

        init(_ outcome: ToolOutcome) { self.outcome = outcome }

        func invoke(_ invocation: ToolInvocation) async -> ToolOutcome {
            let id = invocation.arguments["file"]?.stringValue ?? ""
            let far = Deadline.after(.seconds(60))
            let bytes = try? await invocation.blobs?.read(id, offset: 1, length: 100, by: far)
            #expect((try? await invocation.blobs?.read("another", offset: 0, length: 1, by: far)) == .some(nil))
            #expect((try? await invocation.blobs?.read(id, offset: 3, length: 1, by: far)) == [])
            #expect((try? await invocation.blobs?.read(id, offset: -1, length: 1, by: far)) == [])
            seen.withLock { $0.append((invocation, bytes)) }
            return outcome
        }

        func effects(ofType type: String) -> ToolEffects { .reads }
    }

    private func read(_ invoker: ScriptedInvoker, language: Language? = nil) async throws -> [String] {
        try await ToolPageReader(invoker: invoker).read(
            [1, 2, 3], Documents.scope(), language: language, by: .after(.seconds(60)))
    }

    @Test func givesThePictureAndNothingElse() async throws {
        let invoker = ScriptedInvoker(.success(["pages": [["text": "Một"], ["text": ""]]]))
        #expect(try await read(invoker, language: .vietnamese) == ["Một", ""])
        let (invocation, bytes) = try #require(invoker.seen.withLock { $0.first })
        #expect(bytes == [2, 3])
        #expect(invocation.tool.type == "OCR_EXTRACT")
        #expect(invocation.tool.config["languages"] == ["vie", "eng"])
        #expect(invocation.caller.scope == (try Documents.scope()))
        #expect(invocation.caller.roles.isEmpty)
        #expect(invocation.caller.token.reveal().isEmpty)
        #expect(invocation.tool.authorization == .none)
        #expect(invocation.embedder == nil && invocation.credential == nil)
    }

    @Test(arguments: [
        (ToolFailure.Code.invalidInput, DocumentFailure.Code.broken), (.tooLarge, .tooLarge), (.deadline, .deadline),
        (.cancelled, .cancelled), (.unavailable, .unavailable), (.busy, .unavailable), (.crashed, .unavailable),
    ])
    func saysWhyThereIsNoText(code: ToolFailure.Code, expected: DocumentFailure.Code) async throws {
        let invoker = ScriptedInvoker(.failure(ToolFailure(code, "words of the picture")))
        await #expect { try await read(invoker) } throws: { error in
            guard let failure = error as? DocumentFailure else { return false }
            return failure.code == expected && !failure.message.contains("words")
        }
    }

    @Test func doesNotTrustTheResultsShape() async throws {
        await #expect { try await read(ScriptedInvoker(.success(["text": "x"]))) } throws: {
            ($0 as? DocumentFailure)?.code == .unavailable
        }
        #expect(try await read(ScriptedInvoker(.success(["pages": [1, ["text": 2]]]))) == ["", ""])
    }
}
