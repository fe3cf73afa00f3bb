import FoundationEssentials
import HubCore
import HubMetrics
import Logging
import Synchronization
import Testing

@testable import HubKnowledge

/// A queue of memory that keeps the rules of the real one, and says when something happened.
final class ScriptedQueue: KnowledgeQueue {
    struct Item {
        var scope: TenantScope
        var document: KnowledgeDocument
        var attempts = 0
        var hasOtherReaders = false
        var due = Date(timeIntervalSince1970: 0)
        var claimedAt: Date?
    }

    enum Event: Hashable, Sendable {
        case claimed(DocumentID)
        case renewed(DocumentID)
        case finished(DocumentID, KnowledgeResult)
        case postponed(DocumentID, seconds: Int)
    }

    struct Down: Error {}

    private struct State {
        var items: [Item] = []
        var events: [Event] = []
        var isDown = false
        /// Renewals answer that the claim is another's.
        var isTaken = false
    }

    private let state = Mutex(State())
    let clock: TestDate

    init(_ clock: TestDate) { self.clock = clock }

    var events: [Event] { state.withLock { $0.events } }
    var isDown: Bool {
        get { state.withLock { $0.isDown } }
        set { state.withLock { $0.isDown = newValue } }
    }
    var isTaken: Bool {
        get { state.withLock { $0.isTaken } }
        set { state.withLock { $0.isTaken = newValue } }
    }

    func add(
        _ scope: TenantScope, _ document: KnowledgeDocument, attempts: Int = 0, hasOtherReaders: Bool = false
    ) {
        let item = Item(scope: scope, document: document, attempts: attempts, hasOtherReaders: hasOtherReaders)
        state.withLock { $0.items.append(item) }
    }

    func claim(worker: String, now: Date, expired: Date, most: Int) async throws -> KnowledgeClaim? {
        try state.withLock { state in
            if state.isDown { throw Down() }
            func isFree(_ item: Item) -> Bool { item.claimedAt.map { $0 < expired } ?? true }
            guard
                let index = state.items.firstIndex(where: { item in
                    item.due <= now && isFree(item)
                        && state.items.count { $0.scope == item.scope && !isFree($0) } < most
                })
            else { return nil }
            state.items[index].claimedAt = now
            let item = state.items[index]
            state.events.append(.claimed(item.document.id))
            return KnowledgeClaim(
                scope: item.scope, document: item.document,
                collection: KnowledgeCollection(name: item.document.collection), worker: worker,
                attempts: item.attempts, hasOtherReaders: item.hasOtherReaders)
        }
    }

    func renew(_ claim: KnowledgeClaim, now: Date) async throws -> Bool {
        try state.withLock { state in
            if state.isDown { throw Down() }
            state.events.append(.renewed(claim.document.id))
            return !state.isTaken
        }
    }

    func finish(_ claim: KnowledgeClaim, _ result: KnowledgeResult) async throws {
        try state.withLock { state in
            if state.isDown { throw Down() }
            state.items.removeAll { $0.document.id == claim.document.id }
            state.events.append(.finished(claim.document.id, result))
        }
    }

    func postpone(_ claim: KnowledgeClaim, until due: Date) async throws {
        try state.withLock { state in
            if state.isDown { throw Down() }
            for index in state.items.indices where state.items[index].document.id == claim.document.id {
                state.items[index].due = due
                state.items[index].attempts += 1
                state.items[index].claimedAt = nil
            }
            state.events.append(
                .postponed(claim.document.id, seconds: Int(due.timeIntervalSince(clock.now).rounded())))
        }
    }
}

/// A wall clock that the test moves.
final class TestDate: Sendable {
    private let seconds = Mutex(1_000_000.0)

    var now: Date { Date(timeIntervalSince1970: seconds.withLock { $0 }) }

    func advance(_ by: Double) { seconds.withLock { $0 += by } }
}

/// Files of memory.
final class ScriptedFiles: FileStore {
    static let pieceBytes = 4096

    private let files = Mutex<[FileID: [UInt8]]>([:])

    func add(_ id: FileID, _ bytes: [UInt8]) { files.withLock { $0[id] = bytes } }

    func read(_ scope: TenantScope, id: FileID, offset: Int, length: Int) async throws -> [UInt8]? {
        files.withLock { $0[id] }.map { Array($0.dropFirst(offset).prefix(min(length, Self.pieceBytes))) }
    }

    func begin(_ scope: TenantScope, _ id: FileID) async throws { Issue.record("nothing is written here") }
    func append(_ scope: TenantScope, _ id: FileID, index: Int, _ bytes: [UInt8]) async throws {
        Issue.record("nothing is written here")
    }
    func finish(_ scope: TenantScope, _ file: StoredFile, quota: Int) async throws -> Bool {
        Issue.record("nothing is written here")
        return false
    }
    func file(_ scope: TenantScope, id: FileID) async throws -> StoredFile? {
        Issue.record("only bytes are asked for")
        return nil
    }
    func remove(_ scope: TenantScope, id: FileID) async throws -> Bool {
        Issue.record("nothing is removed here")
        return false
    }
}

/// An index that answers as it is told.
final class ScriptedIndex: KnowledgeIndex {
    typealias Answer = @Sendable (KnowledgeIngestion) async -> Result<Int, ToolFailure>

    private let answer: Mutex<Answer>
    private let requests = Mutex<[KnowledgeIngestion]>([])
    private let removals = Mutex<[DocumentID]>([])
    private let removalFailure = Mutex<ToolFailure?>(nil)

    init(_ answer: @escaping Answer = { .success($0.chunks.count) }) { self.answer = Mutex(answer) }

    var ingested: [KnowledgeIngestion] { requests.withLock { $0 } }
    var removed: [DocumentID] { removals.withLock { $0 } }

    func set(_ answer: @escaping Answer) { self.answer.withLock { $0 = answer } }
    func failRemovals(_ failure: ToolFailure?) { removalFailure.withLock { $0 = failure } }

    func ingest(_ request: KnowledgeIngestion) async -> Result<Int, ToolFailure> {
        requests.withLock { $0.append(request) }
        let answer = self.answer.withLock { $0 }
        return await answer(request)
    }

    func remove(
        _ scope: TenantScope, collection: CollectionName, document: DocumentID, by deadline: Deadline
    ) async -> ToolFailure? {
        removals.withLock { $0.append(document) }
        return removalFailure.withLock { $0 }
    }
}

struct NoEmbeddings: IngestionEmbeddings {
    func with<Value: Sendable>(
        _ scope: TenantScope, _ work: @Sendable ((any ToolEmbedder)?) async -> Value
    ) async throws -> Value { await work(nil) }
}

/// Sleepers that the test wakes.
final class TestSleep: Sendable {
    private struct Sleeper {
        var id: Int
        var duration: Duration
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var next = 0
        var sleepers: [Sleeper] = []
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    func sleep(_ duration: Duration) async throws {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let isCancelled = state.withLock { state in
                    if state.cancelled.contains(id) { return true }
                    state.sleepers.append(Sleeper(id: id, duration: duration, continuation: continuation))
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                state.cancelled.insert(id)
                guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else { return nil }
                return state.sleepers.remove(at: index)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }

    /// Wakes those that sleep for so long; whether there was one.
    func wake(_ duration: Duration) -> Bool {
        let woken = state.withLock { state in
            let woken = state.sleepers.filter { $0.duration == duration }
            state.sleepers.removeAll { $0.duration == duration }
            return woken
        }
        for sleeper in woken { sleeper.continuation.resume() }
        return !woken.isEmpty
    }
}
