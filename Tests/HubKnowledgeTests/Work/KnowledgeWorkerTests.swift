import FoundationEssentials
import HubCore
import HubMetrics
import Logging
import Synchronization
import Testing

@testable import HubKnowledge

@Suite(.serialized) struct KnowledgeWorkerTests {
    private let clock = TestDate()
    private let queue: ScriptedQueue
    private let files = ScriptedFiles()
    private let index = ScriptedIndex()
    private let sleep = TestSleep()
    private let settings = KnowledgeWorkSettings()
    private let registry = MetricsRegistry()
    private let scope: TenantScope

    init() throws {
        queue = ScriptedQueue(clock)
        scope = try Documents.scope()
    }

    private func worker(reader: DocumentReader? = nil, embeddings: any IngestionEmbeddings = NoEmbeddings())
        -> KnowledgeWorker
    {
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        return KnowledgeWorker(
            queue: queue, files: files, index: index, embeddings: embeddings, reader: reader ?? Documents.reader(),
            settings: settings, metrics: KnowledgeMetrics(registry: registry), logger: logger, now: { clock.now },
            sleep: { [sleep] in try await sleep.sleep($0) })
    }

    private func document(
        _ text: String, _ mediaType: MediaType = .markdown, title: String = "a.md",
        state: KnowledgeDocument.State = .indexing
    ) throws -> KnowledgeDocument {
        let file = FileID()
        files.add(file, Array(text.utf8))
        return KnowledgeDocument(
            collection: try #require(CollectionName("handbook")), name: "a.md", title: title, mediaType: mediaType,
            file: file, digest: "d", size: text.utf8.count, state: state, job: JobID())
    }

    /// Runs the worker until the body has seen what it waits for.
    private func run(_ worker: KnowledgeWorker, _ body: () async throws -> Void) async throws {
        let task = Task { await worker.run() }
        do { try await body() } catch {
            task.cancel()
            await task.value
            throw error
        }
        task.cancel()
        await task.value
    }

    private func finished(_ id: DocumentID) -> KnowledgeResult? {
        for case .finished(id, let result) in queue.events { return result }
        return nil
    }

    private func postponements(_ id: DocumentID) -> [Int] {
        queue.events.compactMap { if case .postponed(id, let seconds) = $0 { seconds } else { nil } }
    }

    @Test func anOlderVersionForOthersLeavesTheIndexBeforeTheNewOneIsRead() async throws {
        let broken = try document("%PDF-1.5 cut off", .pdf)
        let good = try document("# Pay\n\nNobody else's business.\n")
        let usual = try document("# Hours\n\nFrom nine to five.\n")
        queue.add(scope, broken, hasOtherReaders: true)
        queue.add(scope, good, hasOtherReaders: true)
        queue.add(scope, usual)
        try await run(worker()) {
            #expect(await eventually { [broken, good, usual].allSatisfy { finished($0.id) != nil } })
        }
        #expect(Set(index.removed) == [broken.id, good.id])
        guard case .failed = finished(broken.id) else { return #expect(Bool(false), "a broken document is read") }
        #expect(Set(index.ingested.map(\.document.id)) == [good.id, usual.id])
    }

    @Test func aDocumentWhoseOlderVersionCannotLeaveTheIndexWaits() async throws {
        index.failRemovals(ToolFailure(.unavailable, "down"))
        let document = try document("# Pay\n\nNobody else's business.\n")
        queue.add(scope, document, hasOtherReaders: true)
        try await run(worker()) { #expect(await eventually { !postponements(document.id).isEmpty }) }
        #expect(index.ingested.isEmpty && finished(document.id) == nil)
    }

    @Test func readsCutsAndIndexesADocument() async throws {
        let document = try document("# Chính sách đổi trả\n\nĐổi trả được trong ba mươi ngày.\n")
        queue.add(scope, document)
        try await run(worker()) { #expect(await eventually { finished(document.id) != nil }) }
        #expect(
            finished(document.id) == .indexed(pages: 0, chunks: 1, language: .vietnamese, title: "Chính sách đổi trả"))
        let request = try #require(index.ingested.first)
        #expect(request.scope == scope)
        #expect(request.document.title == "Chính sách đổi trả")
        #expect(request.document.language == .vietnamese)
        #expect(request.chunks.map(\.heading) == ["Chính sách đổi trả"])
        #expect(request.chunks.map(\.text) == ["Chính sách đổi trả\n\nĐổi trả được trong ba mươi ngày."])
        #expect(registry.exposition().contains("agenthub_knowledge_documents_total{outcome=\"indexed\"} 1"))
        #expect(registry.exposition().contains("agenthub_knowledge_documents_at_work 0"))
    }

    @Test func keepsTheTitleThatSomebodyGave() async throws {
        let document = try document("# Own\n\ntext", title: "Given")
        queue.add(scope, document)
        try await run(worker()) { #expect(await eventually { finished(document.id) != nil }) }
        #expect(index.ingested.first?.document.title == "Given")
    }

    @Test func failsWhatCannotBeReadAndGoesOn() async throws {
        let broken = try document("PK", .docx)
        let empty = try document("...", .text)
        let fine = try document("text", .text)
        for document in [broken, empty, fine] { queue.add(scope, document) }
        try await run(worker()) { #expect(await eventually { finished(fine.id) != nil && finished(empty.id) != nil }) }
        guard case .failed(let failure)? = finished(broken.id) else { return #expect(Bool(false), "it did not fail") }
        #expect(failure.code == .broken)
        #expect(finished(empty.id) == .failed(DocumentFailure(.empty, "There is no text in the document.")))
        #expect(index.ingested.count == 1)
    }

    @Test func failsADocumentWhoseFileIsGone() async throws {
        var document = try document("text", .text)
        document.file = FileID()
        queue.add(scope, document)
        try await run(worker()) { #expect(await eventually { finished(document.id) != nil }) }
        #expect(finished(document.id) == .failed(DocumentFailure(.broken, "The document's file is gone.")))
    }

    @Test func waitsLongerAndLongerForAnIndexThatIsDownAndResumes() async throws {
        index.set { _ in .failure(ToolFailure(.unavailable, "down")) }
        let document = try document("text", .text)
        queue.add(scope, document)
        let worker = worker()
        try await run(worker) {
            for (count, seconds) in [2, 4, 8, 16, 32, 64, 128, 256, 300, 300].enumerated() {
                #expect(await eventually { postponements(document.id).count == count + 1 })
                #expect(postponements(document.id).last == seconds)
                clock.advance(Double(seconds))
                if count == 9 { index.set { .success($0.chunks.count) } }
                worker.wake()
            }
            #expect(await eventually { finished(document.id) != nil })
        }
        #expect(finished(document.id) == .indexed(pages: 0, chunks: 1, language: nil, title: nil))
    }

    @Test(arguments: [ToolFailure.Code.upstream, .busy, .rateLimited, .authorization])
    func waitsForWhatMayComeBack(code: ToolFailure.Code) async throws {
        index.set { _ in .failure(ToolFailure(code, "no")) }
        let document = try document("text", .text)
        queue.add(scope, document, attempts: 1000)
        try await run(worker()) { #expect(await eventually { postponements(document.id) == [300] }) }
        #expect(finished(document.id) == nil)
    }

    @Test(arguments: [ToolFailure.Code.crashed, .internal, .deadline])
    func givesUpOnWhatFailsAgainAndAgain(code: ToolFailure.Code) async throws {
        index.set { _ in .failure(ToolFailure(code, "the document's words")) }
        let document = try document("text", .text)
        queue.add(scope, document, attempts: settings.attempts - 2)
        let worker = worker()
        try await run(worker) {
            #expect(await eventually { postponements(document.id).count == 1 })
            clock.advance(300)
            worker.wake()
            #expect(await eventually { finished(document.id) != nil })
        }
        guard case .failed(let failure)? = finished(document.id) else { return #expect(Bool(false), "it did not fail") }
        #expect(!failure.message.contains("words"))
    }

    @Test(arguments: [ToolFailure.Code.tooLarge, .invalidInput, .denied, .unsupported])
    func failsWhatTheIndexWillNeverTake(code: ToolFailure.Code) async throws {
        index.set { _ in .failure(ToolFailure(code, "no")) }
        let document = try document("text", .text)
        queue.add(scope, document)
        try await run(worker()) { #expect(await eventually { finished(document.id) != nil }) }
        guard case .failed? = finished(document.id) else { return #expect(Bool(false), "it did not fail") }
    }

    @Test func takesRemovedDocumentsOutAndNeverGivesUp() async throws {
        index.failRemovals(ToolFailure(.internal, "no"))
        let document = try document("text", .text, state: .removing)
        queue.add(scope, document, attempts: 100)
        let worker = worker()
        try await run(worker) {
            #expect(await eventually { postponements(document.id) == [300] })
            index.failRemovals(nil)
            clock.advance(300)
            worker.wake()
            #expect(await eventually { finished(document.id) == .removed })
        }
        #expect(index.removed == [document.id, document.id])
        #expect(index.ingested.isEmpty)
    }

    @Test func looksByItselfWhenNobodyWakesIt() async throws {
        let document = try document("text", .text)
        try await run(worker()) {
            #expect(await eventually { sleep.wake(settings.pause) })
            queue.add(scope, document)
            #expect(
                await eventually {
                    _ = sleep.wake(settings.pause); return finished(document.id) != nil
                })
        }
    }

    @Test func goesOnAfterTheQueueWasDown() async throws {
        queue.isDown = true
        let document = try document("text", .text)
        queue.add(scope, document)
        try await run(worker()) {
            #expect(await eventually { sleep.wake(settings.pause) })
            queue.isDown = false
            #expect(
                await eventually {
                    _ = sleep.wake(settings.pause); return finished(document.id) != nil
                })
        }
    }

    @Test func storesWhatWasDoneOnceTheDatabaseIsBack() async throws {
        let document = try document("text", .text)
        queue.add(scope, document)
        index.set { [queue] request in
            queue.isDown = true
            return .success(request.chunks.count)
        }
        try await run(worker()) {
            #expect(await eventually { sleep.wake(.seconds(1)) })
            queue.isDown = false
            #expect(
                await eventually {
                    _ = sleep.wake(.seconds(2)); return finished(document.id) != nil
                })
        }
        #expect(index.ingested.count == 1)
    }

    @Test func leavesToTheLeaseWhatCannotBeStored() async throws {
        let document = try document("text", .text)
        queue.add(scope, document)
        index.set { [queue] request in
            queue.isDown = true
            return .success(request.chunks.count)
        }
        try await run(worker()) {
            for seconds in [1, 2, 4] { #expect(await eventually { sleep.wake(.seconds(seconds)) }) }
            #expect(await eventually { registry.exposition().contains("documents_at_work 0") })
            queue.isDown = false
            index.set { .success($0.chunks.count) }
            clock.advance(Double(settings.lease.components.seconds) + 1)
            #expect(
                await eventually {
                    _ = sleep.wake(settings.pause); return finished(document.id) != nil
                })
        }
        #expect(index.ingested.count == 2)
    }

    @Test func worksOnSomeDocumentsAtOnceAndNoMore() async throws {
        let gate = Gate()
        index.set { request in
            await gate.pass()
            return .success(request.chunks.count)
        }
        let documents = try (0..<7).map { _ in try document("text", .text) }
        for document in documents.dropLast() { queue.add(scope, document) }
        let other = TenantScope(tenant: try #require(TenantID("globex")))
        queue.add(other, try #require(documents.last))
        let worker = worker()
        try await run(worker) {
            #expect(await eventually { gate.waiting == 3 })
            // Two of the tenant that has six, and one place is left for others.
            #expect(index.ingested.count { $0.scope == scope } == 2)
            for _ in 0..<200 { await Task.yield() }
            #expect(gate.waiting == 3)
            gate.open()
            #expect(await eventually { documents.allSatisfy { finished($0.id) != nil } })
        }
        #expect(gate.most == 3)
    }

    @Test func renewsItsClaimAndStopsWhenItIsLost() async throws {
        let gate = Gate()
        index.set { request in
            await gate.pass()
            return Task.isCancelled ? .failure(ToolFailure(.cancelled, "")) : .success(request.chunks.count)
        }
        let document = try document("text", .text)
        queue.add(scope, document)
        try await run(worker()) {
            #expect(await eventually { gate.waiting == 1 })
            #expect(await eventually { sleep.wake(settings.lease / 3) })
            #expect(await eventually { queue.events.contains(.renewed(document.id)) })
            queue.isTaken = true
            #expect(await eventually { sleep.wake(settings.lease / 3) })
            #expect(await eventually { registry.exposition().contains("documents_total{outcome=\"lost\"} 1") })
        }
        #expect(finished(document.id) == nil)
        #expect(postponements(document.id).isEmpty)
    }

    @Test func givesBackWhatItHadBegunWhenItIsStopped() async throws {
        let gate = Gate()
        index.set { request in
            await gate.pass()
            return Task.isCancelled ? .failure(ToolFailure(.cancelled, "")) : .success(request.chunks.count)
        }
        let document = try document("text", .text)
        queue.add(scope, document)
        try await run(worker()) { #expect(await eventually { gate.waiting == 1 }) }
        #expect(postponements(document.id) == [0])
        #expect(finished(document.id) == nil)
    }

    @Test func waitsForEmbeddingsWhoseChoiceCannotBeRead() async throws {
        struct Down: IngestionEmbeddings, Error {
            func with<Value: Sendable>(
                _ scope: TenantScope, _ work: @Sendable ((any ToolEmbedder)?) async -> Value
            ) async throws -> Value { throw self }
        }
        let document = try document("text", .text)
        queue.add(scope, document)
        try await run(worker(embeddings: Down())) { #expect(await eventually { postponements(document.id) == [2] }) }
    }

    @Test func waitsForWhatReadsPictures() async throws {
        let pages = ScriptedPageReader { _ throws(DocumentFailure) in throw DocumentFailure(.unavailable, "down") }
        let document = try document("a picture", .png)
        queue.add(scope, document)
        try await run(worker(reader: Documents.reader(pages: pages))) {
            #expect(await eventually { postponements(document.id) == [2] })
        }
    }
}

/// Holds those that pass until it is opened or they are cancelled.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var most = 0
        var next = 0
        var held: [Int: CheckedContinuation<Void, Never>] = [:]
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    var waiting: Int { state.withLock { $0.held.count } }
    var most: Int { state.withLock { $0.most } }

    func pass() async {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    if state.isOpen || state.cancelled.contains(id) { return true }
                    state.held[id] = continuation
                    state.most = max(state.most, state.held.count)
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            let held = state.withLock { state in
                state.cancelled.insert(id)
                return state.held.removeValue(forKey: id)
            }
            held?.resume()
        }
    }

    func open() {
        let held = state.withLock { state in
            state.isOpen = true
            defer { state.held = [:] }
            return state.held.values
        }
        for continuation in held { continuation.resume() }
    }
}
