import HubCore
import PluginABI
import Synchronization
import Testing

@testable import HubPlugins

/// Blobs as plugins read them: those that the call's own input names, and no others.
@Suite(.everyHosting) struct BlobServiceTests {
    /// Gives whatever it is asked for, so that only the host stands between a plugin and what it did not get named.
    private final class Blobs: ToolBlobs {
        private let bytes: [UInt8]
        private let failure: DocumentFailure?
        private let asked = Mutex<[String]>([])

        init(_ text: String = "hello world", failure: DocumentFailure? = nil) {
            bytes = Array(text.utf8)
            self.failure = failure
        }

        var ids: [String] { asked.withLock { $0 } }

        func read(
            _ id: String, offset: Int, length: Int, by deadline: Deadline
        ) async throws(DocumentFailure) -> [UInt8]? {
            asked.withLock { $0.append(id) }
            if let failure { throw failure }
            if id == "gone" { return nil }
            let start = min(offset, bytes.count)
            return Array(bytes[start..<min(bytes.count, start + length)])
        }
    }

    private func call(
        _ fixture: HostFixture, _ arguments: JSONValue, _ blobs: (any ToolBlobs)?, tenant: String = "acme"
    ) async throws -> ToolOutcome {
        var invocation = try HostFixture.invocation(.of("OUTSIDE"), arguments, tenant: tenant)
        invocation.blobs = blobs
        return await fixture.host.invoke(invocation)
    }

    @Test func aPluginReadsWhatTheInputNamesPieceByPiece() async throws {
        try await HostFixture.with(.plugin("outside")) { fixture async throws in
            let blobs = Blobs()
            let all = try await call(fixture, ["read": "file-1"], blobs)
            #expect(all.value == ["length": 11, "text": "hello world"])
            let part = try await call(fixture, ["read": "file-1", "from": 6, "length": 3], blobs)
            #expect(part.value == ["length": 3, "text": "wor"])
            let none = try await call(fixture, ["read": "file-1", "from": 11], blobs)
            #expect(none.value == ["length": 0, "text": ""])
            // Past what a signed number counts.
            let beyond = try JSONValue(parsing: #"{"read": "file-1", "from": 18446744073709551615}"#)
            let far = try await call(fixture, beyond, blobs)
            #expect(far.value == ["length": 0, "text": ""])
        }
    }

    @Test func aPageOfANamedDocumentIsReadToo() async throws {
        try await HostFixture.with(.plugin("outside")) { fixture async throws in
            let blobs = Blobs()
            let page = try await call(fixture, ["read": "file-1/page/12", "files": [["id": "file-1"]]], blobs)
            #expect(page.value?["length"] == 11)
            #expect(blobs.ids == ["file-1/page/12"])
        }
    }

    @Test(
        arguments: [
            ["file": "file-2"], ["file": "file-1 and more"], ["file-1": true], ["file": "FILE-1"], [:],
        ] as [JSONValue])
    func whatTheInputDoesNotNameIsNotThere(_ others: JSONValue) throws {
        #expect(!BlobNames(input: others).contains("file-1"))
        #expect(!BlobNames(input: others).contains("file-1/page/1"))
        var named = try #require(others.objectValue)
        named["also"] = ["deep", ["in": ["file-1"]]]
        #expect(BlobNames(input: .object(named)).contains("file-1"))
    }

    @Test(arguments: [
        "a/page/0", "a/page/01", "a/page/", "a/page/-1", "a/page/1x", "a/page/1/page/2", "a/page/1000000", "/page/1",
        "a/pages/1", "a/../b", "a/page/1 ", "",
    ])
    func whatIsNoPageIsNotThere(_ id: String) {
        #expect(!BlobNames(input: ["a", "b"]).contains(id))
    }

    @Test func aCallReachesNoBlobOfAnotherCall() async throws {
        try await HostFixture.with(.plugin("outside")) { fixture async throws in
            let blobs = Blobs()
            // The plugin knows the id of a file that the call's files would give, and that its input does not name.
            for tenant in ["acme", "other"] {
                let outcome = try await call(fixture, ["steal": 1, "files": ["file-1"]], blobs, tenant: tenant)
                #expect(outcome.failure?.code == .notFound)
            }
            #expect(blobs.ids.isEmpty)
            #expect(try await call(fixture, ["steal": 1, "files": ["file-9"]], blobs).value?["length"] == 11)
            // What stands there and belongs to somebody else is as much there as what is nowhere.
            let gone = try await call(fixture, ["read": "gone"], blobs)
            let nothing = try await call(fixture, ["read": "file-1"], nil)
            #expect(gone.failure?.code == .notFound && nothing.failure?.code == .notFound)
            #expect(gone.failure?.message == nothing.failure?.message)
        }
    }

    @Test func aReadIsBounded() async throws {
        try await HostFixture.with(.plugin("outside")) { fixture async throws in
            let blobs = Blobs(String(repeating: "x", count: 2 << 20))
            let most = try await call(fixture, ["read": "a", "length": .int(Int(AH_MAX_BLOB_PIECE))], blobs)
            #expect(most.value?["length"] == .int(Int(AH_MAX_BLOB_PIECE)))
            let over = try await call(fixture, ["read": "a", "length": .int(Int(AH_MAX_BLOB_PIECE) + 1)], blobs)
            #expect(over.failure?.code == .tooLarge)
            #expect(try await call(fixture, ["read": "a", "length": 0], blobs).failure?.code == .invalidInput)
            #expect(try await call(fixture, ["read": ""], blobs).failure?.code == .invalidInput)
            let long = JSONValue.string(String(repeating: "a", count: 257))
            #expect(try await call(fixture, ["read": long], blobs).failure?.code == .invalidInput)
            #expect(blobs.ids == ["a"])
        }
    }

    @Test func aSourceThatGivesTooMuchIsCut() async throws {
        struct Generous: ToolBlobs {
            func read(
                _ id: String, offset: Int, length: Int, by deadline: Deadline
            ) async throws(DocumentFailure) -> [UInt8]? { [UInt8](repeating: 0x61, count: length + 100) }
        }
        try await HostFixture.with(.plugin("outside")) { fixture async throws in
            let outcome = try await call(fixture, ["read": "a", "length": 5], Generous())
            #expect(outcome.value == ["length": 5, "text": "aaaaa"])
        }
    }

    @Test(arguments: [
        (DocumentFailure.Code.broken, ToolFailure.Code.invalidInput), (.encrypted, .invalidInput),
        (.empty, .invalidInput), (.tooLarge, .tooLarge), (.unsupported, .unsupported), (.deadline, .deadline),
        (.unavailable, .unavailable), (.cancelled, .cancelled),
    ])
    func aFailureHasAStatus(_ code: DocumentFailure.Code, _ expected: ToolFailure.Code) async throws {
        try await HostFixture.with(.plugin("outside")) { fixture async throws in
            let blobs = Blobs(failure: DocumentFailure(code, "why"))
            let failure = try await call(fixture, ["read": "a"], blobs).failure
            #expect(failure?.code == expected)
            #expect(failure?.message == "why")
            #expect(failure?.details["kind"] == .string(code.rawValue))
        }
    }

    @Test func theEndOfTheCallEndsTheRead() async throws {
        struct Endless: ToolBlobs {
            let asked: AsyncStream<Void>.Continuation
            let ended: AsyncStream<Void>.Continuation

            func read(
                _ id: String, offset: Int, length: Int, by deadline: Deadline
            ) async throws(DocumentFailure) -> [UInt8]? {
                asked.yield()
                // Until the task is cancelled.
                for await _ in AsyncStream<Void>.makeStream().stream {}
                ended.yield()
                throw DocumentFailure(.cancelled, "cancelled")
            }
        }
        try await HostFixture.with(.plugin("outside")) { fixture async throws in
            let (asked, ended) = (AsyncStream<Void>.makeStream(), AsyncStream<Void>.makeStream())
            let blobs = Endless(asked: asked.continuation, ended: ended.continuation)
            let task = Task { try await call(fixture, ["read": "a"], blobs) }
            for await _ in asked.stream { break }
            task.cancel()
            #expect(try await task.value.failure?.code == .cancelled)
            for await _ in ended.stream { break }
        }
    }

    /// More calls than there are threads wait on theirs for what the host calls back.
    @Test func callsThatWaitOnEveryThreadAreAnswered() async throws {
        try await HostFixture.with(
            .plugin("outside"),
            configure: {
                $0.workers = 2
                $0.workersPerPlugin = 2
            }
        ) { fixture async throws in
            try await withThrowingTaskGroup(of: ToolOutcome.self) { group in
                for _ in 0..<12 { group.addTask { try await call(fixture, ["wait": "a"], Blobs()) } }
                for try await outcome in group { #expect(outcome.value == "waited") }
            }
        }
    }
}
