import Foundation
import HubCore
import HubServer
import HubStorage
import Logging
import ServiceLifecycle

/// What is done by the clock: revoked tokens are learnt of, expired ones and answers of old requests forgotten,
/// the keys of the requests that are being done held, files that nobody finished or that are old removed. It ends after the server, which answers until then.
struct Upkeep: Service {
    let revoked: RevokedTokens
    let revocations: any RevocationStore
    let idempotency: any IdempotencyStore
    let claims: ClaimKeeper
    let files: any FileCatalog
    /// How long files that users attach are kept.
    let chatFileDays: Int
    let logger: Logger
    /// Between two readings of all revoked tokens.
    private static let interval = 60.0
    /// How much earlier than the last reading a token may have been revoked that this reading did not have: the authors'
    /// clocks differ, and a row is seen only once it is committed. What is later still comes with all.
    private static let overlap = 30.0

    /// How long a file may take to come in, in seconds.
    private static let uploadTime = 86_400.0

    /// That revoked tokens are to be read; what comes while they are read is one reading more.
    private let news = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    /// Some worker changed something, perhaps revoked a token.
    func hear() { news.continuation.yield() }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await learn() }
                // A second is what an administrator's change may take to reach every worker, should its news be lost.
                group.addTask { await tick() }
                group.addTask {
                    await repeating(every: .seconds(600), "idempotency keys not swept") {
                        _ = try await idempotency.sweep()
                    }
                }
                group.addTask {
                    await repeating(every: ClaimKeeper.pause, "idempotency keys not renewed") {
                        try await claims.renew()
                    }
                }
                group.addTask {
                    await repeating(every: .seconds(600), "old files not removed") {
                        let now = Date()
                        _ = try await files.removeAbandoned(
                            begunBefore: now.addingTimeInterval(-Self.uploadTime),
                            chatFilesBefore: now.addingTimeInterval(-86_400 * Double(chatFileDays)))
                    }
                }
                // By itself: a renewal may hang as long as the database does.
                group.addTask {
                    await repeating(every: ClaimKeeper.pause, "idempotency keys not looked at") { claims.expire() }
                }
                group.addTask {
                    await repeating(every: .seconds(600), "revoked tokens not swept") {
                        try await revocations.sweep(now: Date())
                    }
                }
            }
        }
    }

    func refresh() async throws { try await revoked.refresh(from: revocations, now: Date()) }

    /// One reading after the other, so that no older one comes last: what is new each time, all of them now and then.
    private func learn() async {
        var isFailing = false
        // `run` comes right after the first reading.
        var (last, lastOfAll) = (Date(), Date())
        for await _ in news.stream {
            let now = Date()
            // A clock that was set back counts as time that has passed.
            let isWhole = abs(now.timeIntervalSince(lastOfAll)) >= Self.interval || now < last
            isFailing = await fails("revoked tokens not read", again: isFailing) { [last] in
                if isWhole { return try await refresh() }
                try await revoked.learn(
                    from: revocations, since: last.addingTimeInterval(-Self.overlap), now: now)
            }
            if isFailing { continue }
            last = now
            if isWhole { lastOfAll = now }
        }
    }

    private func tick() async {
        while !Task.isCancelled {
            hear()
            do { try await Task.sleep(for: .seconds(1)) } catch { return }
        }
    }

    /// Until the task is cancelled.
    private func repeating(
        every pause: Duration, _ failure: Logger.Message, _ body: @Sendable () async throws -> Void
    ) async {
        var isFailing = false
        while !Task.isCancelled {
            isFailing = await fails(failure, again: isFailing, body)
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }

    /// Whether it failed. A failure is logged when it begins.
    private func fails(
        _ failure: Logger.Message, again wasFailing: Bool, _ body: @Sendable () async throws -> Void
    ) async -> Bool {
        do {
            try await body()
            return false
        } catch {
            if !wasFailing, !Task.isCancelled { logger.warning(failure, metadata: ["error": "\(error)"]) }
            return true
        }
    }
}
