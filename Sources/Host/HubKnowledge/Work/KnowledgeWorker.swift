import FoundationEssentials
import HubCore
import Logging

/// Works through the queue of documents, some at once: what an upload took in becomes searchable, what an administrator
/// removed stops being so. A part that is not there makes documents wait, and nothing is lost when the process ends.
package final class KnowledgeWorker: Sendable {
    package typealias Sleep = @Sendable (Duration) async throws -> Void

    private static let storingPauses = [Duration.seconds(1), .seconds(2), .seconds(4)]

    private let queue: any KnowledgeQueue
    private let work: DocumentWork
    private let settings: KnowledgeWorkSettings
    private let metrics: KnowledgeMetrics
    private let logger: Logger
    /// This worker's, in the queue.
    private let name: String
    private let now: @Sendable () -> Date
    private let sleep: Sleep
    private let bell = Bell()

    /// `sleep` waits, or throws when cancelled; `now` is the wall clock of the queue.
    package init(
        queue: any KnowledgeQueue, files: any FileStore, index: any KnowledgeIndex,
        embeddings: any IngestionEmbeddings, reader: DocumentReader,
        settings: KnowledgeWorkSettings = KnowledgeWorkSettings(), metrics: KnowledgeMetrics, logger: Logger,
        name: String = UUID().uuidString.lowercased(), now: @escaping @Sendable () -> Date = { Date() },
        sleep: @escaping Sleep = { try await Task.sleep(for: $0) }
    ) {
        self.queue = queue
        self.settings = settings
        self.metrics = metrics
        self.logger = logger
        self.name = name
        self.now = now
        self.sleep = sleep
        work = DocumentWork(
            files: files, index: index, embeddings: embeddings, reader: reader, settings: settings, metrics: metrics)
    }

    /// There may be a document. Does not wait.
    package func wake() { bell.ring() }

    /// Works until its task is cancelled, then gives back what it has begun.
    package func run() async {
        let places = Places(settings.concurrent)
        await withDiscardingTaskGroup { group in
            var isQueueDown = false
            while !Task.isCancelled {
                guard await places.take(by: Deadline(nanoseconds: .max)) == .taken else { return }
                do {
                    if let claim = try await nextClaim() {
                        group.addTask {
                            await self.handle(claim)
                            places.giveBack()
                            // Its tenant may have another that was passed over for this one.
                            self.bell.ring()
                        }
                        isQueueDown = false
                        continue
                    }
                    isQueueDown = false
                } catch {
                    if !isQueueDown, !Task.isCancelled {
                        logger.warning(
                            "The queue of documents cannot be read.", metadata: ["error": "\(type(of: error))"])
                    }
                    isQueueDown = true
                }
                places.giveBack()
                await pause()
            }
        }
    }

    private func nextClaim() async throws -> KnowledgeClaim? {
        let now = now()
        return try await queue.claim(
            worker: name, now: now, expired: now.addingTimeInterval(-settings.lease.seconds),
            most: settings.concurrentPerTenant)
    }

    /// Until the bell rings, or it is time to look by itself.
    private func pause() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do { try await self.sleep(self.settings.pause) } catch { return }
                self.bell.ring()
            }
            await bell.wait()
            group.cancelAll()
        }
    }

    private func handle(_ claim: KnowledgeClaim) async {
        metrics.atWork.enter()
        defer { metrics.atWork.leave() }
        let outcome = await withTaskGroup(of: Ending.self) { group in
            group.addTask { .work(await self.work.outcome(claim)) }
            group.addTask { await self.keep(claim) }
            defer { group.cancelAll() }
            for await ending in group {
                switch ending {
                case .work(let outcome): return DocumentOutcome?.some(outcome)
                case .lost: return nil
                // The work was cancelled with it, and ends soon.
                case .stopped: continue
                }
            }
            return .cancelled
        }
        // What was done is said even when the process is about to end.
        await Task { await self.report(claim, outcome) }.value
    }

    private enum Ending {
        case work(DocumentOutcome)
        case lost
        case stopped
    }

    /// Says now and then that the worker is still at it, until it has lost the claim or is cancelled.
    private func keep(_ claim: KnowledgeClaim) async -> Ending {
        var renewed = now()
        while true {
            do { try await sleep(settings.lease / 3) } catch { return .stopped }
            do {
                guard try await queue.renew(claim, now: now()) else { return .lost }
                renewed = now()
            } catch {
                // While nobody can claim anything it is still its own, until it would be another's.
                if now().timeIntervalSince(renewed) >= settings.lease.seconds { return .lost }
            }
        }
    }

    /// nil: the claim is lost, and nothing may be said of the document.
    private func report(_ claim: KnowledgeClaim, _ outcome: DocumentOutcome?) async {
        guard let outcome else {
            metrics.note(.lost)
            return logger.warning("A document's claim was lost.", metadata: metadata(claim))
        }
        do {
            switch outcome {
            case .done(let result): try await finish(claim, result)
            case .doubtful(let failure):
                if claim.attempts + 1 >= settings.attempts {
                    try await finish(claim, .failed(failure))
                } else {
                    try await postpone(claim, part: "document", code: failure.code.rawValue)
                }
            case .unavailable(let part, let code): try await postpone(claim, part: part, code: code)
            case .cancelled:
                metrics.note(.cancelled)
                try await queue.postpone(claim, until: now())
            }
        } catch {
            // The claim runs out, and somebody works on the document again.
            logger.warning(
                "What came of a document cannot be stored.",
                metadata: metadata(claim, ["error": "\(type(of: error))"]))
        }
    }

    private func finish(_ claim: KnowledgeClaim, _ result: KnowledgeResult) async throws {
        try await store(claim, result)
        switch result {
        case .indexed(let pages, let chunks, _, _):
            metrics.note(.indexed)
            logger.info(
                "A document was indexed.", metadata: metadata(claim, ["pages": "\(pages)", "chunks": "\(chunks)"]))
        case .failed(let failure):
            metrics.note(.failed)
            logger.notice(
                "A document cannot be indexed.", metadata: metadata(claim, ["code": "\(failure.code.rawValue)"]))
        case .removed:
            metrics.note(.removed)
            logger.info("A document was removed.", metadata: metadata(claim))
        }
    }

    /// Tries a few times, within what is left of the lease: the work is done, and its vectors are paid for.
    private func store(_ claim: KnowledgeClaim, _ result: KnowledgeResult) async throws {
        for pause in Self.storingPauses {
            do {
                return try await queue.finish(claim, result)
            } catch {
                try await sleep(pause)
            }
        }
        try await queue.finish(claim, result)
    }

    private func postpone(_ claim: KnowledgeClaim, part: String, code: String) async throws {
        let delay = settings.delay(attempts: claim.attempts)
        try await queue.postpone(claim, until: now().addingTimeInterval(delay.seconds))
        metrics.note(.postponed)
        logger.notice(
            "A document waits.",
            metadata: metadata(claim, ["part": "\(part)", "code": "\(code)", "seconds": "\(Int(delay.seconds))"]))
    }

    /// Ids only: names and titles are the tenant's.
    private func metadata(_ claim: KnowledgeClaim, _ more: Logger.Metadata = [:]) -> Logger.Metadata {
        more.merging([
            "tenant": "\(claim.scope.tenant)", "document": "\(claim.document.id)",
            "version": "\(claim.document.version)", "attempts": "\(claim.attempts)",
        ]) { own, _ in own }
    }
}

extension Duration {
    fileprivate var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
