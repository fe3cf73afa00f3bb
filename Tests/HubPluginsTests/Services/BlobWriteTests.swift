import HubCore
import PluginABI
import Synchronization
import Testing

@testable import HubPlugins

/// Blobs as plugins write them: piece by piece, bounded, and kept only where the result names them.
@Suite(.timeLimit(.minutes(2)), .everyHosting) struct BlobWriteTests {
    private final class Files: ToolFiles {
        private let blobs = Mutex<[ToolBlob]>([])
        private let failure: ToolFailure?

        init(failure: ToolFailure? = nil) { self.failure = failure }

        var kept: [ToolBlob] { blobs.withLock { $0 } }

        func keep(_ blobs: [ToolBlob], by deadline: Deadline) async throws(ToolFailure) {
            if let failure { throw failure }
            self.blobs.withLock { $0 += blobs }
        }
    }

    private func call(
        _ fixture: HostFixture, _ arguments: JSONValue, _ files: Files?, tool: Tool = .of("STREAMING")
    ) async throws -> ToolOutcome {
        var invocation = try HostFixture.invocation(tool, arguments, credential: "s3cret-of-the-row")
        invocation.files = files
        return await fixture.host.invoke(invocation)
    }

    private func with(
        bytes: Int = 256 << 20, _ test: (HostFixture) async throws -> Void
    ) async throws {
        try await HostFixture.with(
            .plugin("streaming"),
            configure: {
                $0.grants = ["test.streaming": Set(HostService.allCases)]
                $0.writtenBlobBytes = bytes
            }, test)
    }

    @Test func aBlobThatTheResultNamesIsKeptUnderItsID() async throws {
        try await with { fixture async throws in
            let files = Files()
            let outcome = try await call(
                fixture, ["write": "a,b", "type": "Text/CSV", "times": 3, "name": "stock.csv"], files)
            let id = try #require(outcome.value?["file"]?["blob"]?.stringValue)
            let blob = try #require(files.kept.first)
            #expect(files.kept.count == 1 && blob.id.description == id)
            #expect(blob.mediaType == "text/csv" && blob.name == "stock.csv" && blob.bytes == Array("a,ba,ba,b".utf8))
            #expect(blob.digest == "c25cef0e2dd231fcfd0f2b0227d7a4c322040722225d3d54ebadd392f43ab949")
        }
    }

    @Test func whatNoResultNamesIsDropped() async throws {
        try await with { fixture async throws in
            let files = Files()
            #expect(try await call(fixture, ["write": "a", "unnamed": 1], files).value?["wrote"] != nil)
            #expect(files.kept.isEmpty)
        }
    }

    @Test func aBlobWithoutAnEndCanStandInNoResult() async throws {
        try await with { fixture async throws in
            let files = Files()
            let failure = try await call(fixture, ["write": "a", "open": 1], files).failure
            #expect(failure?.code == .internal && files.kept.isEmpty)
            #expect(try fixture.statistics("test.streaming").misbehaviours[.invalidPayload] == 1)
        }
    }

    @Test func aCallReadsWhatItWroteAndNoOtherCallDoes() async throws {
        try await with { fixture async throws in
            let files = Files()
            let outcome = try await call(fixture, ["write": "ab", "times": 2, "read": 1], files)
            #expect(outcome.value?["read"] == "abab")
            let id = try #require(files.kept.first?.id.description)
            // Over, and another call's.
            #expect(try await call(fixture, ["append": .string(id)], files).failure?.code == .notFound)
            #expect(try await call(fixture, ["append": "x"], files).failure?.code == .notFound)
            #expect(
                try await call(fixture, ["append": .string(FileID().description)], files).failure?.code == .notFound)
        }
    }

    @Test func whereNothingIsKeptNothingIsWritten() async throws {
        try await with { fixture async throws in
            let failure = try await call(fixture, ["write": "a"], nil).failure
            #expect(failure?.code == .unavailable && failure?.details == ["kind": "unavailable"])
        }
    }

    @Test func aFailureToKeepIsTheCalls() async throws {
        try await with { fixture async throws in
            let files = Files(failure: ToolFailure(.tooLarge, "full"))
            #expect(try await call(fixture, ["write": "a"], files).failure?.message == "full")
        }
    }

    @Test func aSecretIsNotWritten() async throws {
        try await with { fixture async throws in
            let files = Files()
            let tool = Tool.of("STREAMING", authorization: .credential("erp"))
            // The plugin is given the secret by the first call, and writes it in another, within a piece or over two.
            _ = try await call(fixture, ["secret": "erp"], files, tool: tool)
            for text in ["my s3cret-of-the-row", "-of-the-row my s3cret"] {
                let failure = try await call(fixture, ["write": .string(text), "times": 2], files, tool: tool).failure
                #expect(failure?.code == .denied && files.kept.isEmpty)
            }
        }
    }

    @Test func piecesAreBounded() async throws {
        try await with(bytes: 50_000) { fixture async throws in
            let files = Files()
            let over = try await call(fixture, ["write": "x", "piece": 30_000, "times": 2], files).failure
            #expect(over?.code == .busy && over?.details == ["kind": "overloaded"])
            // What was dropped is given back.
            let good = try await call(fixture, ["write": "x", "piece": 50_000], files)
            #expect(good.value?["file"] != nil && files.kept.first?.bytes.count == 50_000)
            let empty = try await call(fixture, ["write": ""], files).failure
            #expect(empty?.code == .invalidInput)
        }
    }

    @Test func aCallWritesSoMuchAndNoMore() throws {
        let budget = BlobBudget(maximum: 100)
        do {
            let blobs = CallBlobs(limits: .init(blob: 10, call: 25, count: 3), budget: budget)
            func begin(_ count: Int, _ isLast: Bool = false) throws(CallBlobs.Problem) -> FileID {
                try blobs.begin("a/b", [UInt8](repeating: 1, count: count), isLast: isLast, under: nil)
            }
            func append(_ count: Int, _ id: FileID, _ isLast: Bool = false) throws(CallBlobs.Problem) -> Int {
                try blobs.append([UInt8](repeating: 1, count: count), to: id, isLast: isLast, under: nil)
            }
            let first = try begin(10)
            #expect(throws: CallBlobs.Problem.blobTooLarge) { try append(1, first) }
            #expect(throws: CallBlobs.Problem.unknown) { try append(1, first) }
            #expect(budget.heldBytes == 0)
            let (second, third) = (try begin(10), try begin(9))
            #expect(throws: CallBlobs.Problem.callTooLarge) { try begin(7) }
            #expect(try append(1, third, true) == 10)
            #expect(throws: CallBlobs.Problem.unknown) { try append(0, third) }
            let fourth = try begin(0)
            #expect(throws: CallBlobs.Problem.tooMany) { try begin(1) }
            #expect(throws: CallBlobs.Problem.empty) { try append(0, fourth, true) }
            #expect(budget.heldBytes == 20)
            #expect(blobs.end(named: ["x": ["blob": .string(second.description)]]) == nil)
        }
        #expect(budget.heldBytes == 0)
    }

    @Test(arguments: [
        #"{"media_type": "image/png"}"#, #"{"media_type": "application/vnd.a+json", "last": true}"#,
        #"{"blob": "x", "last": false}"#,
    ])
    func heads(_ text: String) throws { _ = try BlobWriteHead(Array(text.utf8)) }

    @Test(arguments: [
        "", "[]", "{}", #"{"last": true}"#, #"{"media_type": "image/png", "blob": "x"}"#, #"{"media_type": "png"}"#,
        #"{"media_type": "image/png; charset=x"}"#, #"{"media_type": "image/"}"#, #"{"media_type": "a/b/c"}"#,
        #"{"media_type": "a/b\r\nX: y"}"#, #"{"media_type": 1}"#, #"{"blob": 1}"#, #"{"blob": "x", "last": "true"}"#,
        #"{"blob": "x", "name": "y"}"#,
    ])
    func headsThatAreRefused(_ text: String) {
        #expect(throws: BlobWriteHead.Malformed.self) { try BlobWriteHead(Array(text.utf8)) }
    }
}
