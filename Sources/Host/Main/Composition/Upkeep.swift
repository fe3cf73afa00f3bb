import Foundation
import HubCore
import HubServer
import HubStorage
import Logging
import ServiceLifecycle

/// What is done by the clock: revoked tokens are learnt of, expired ones and answers of old requests forgotten.
struct Upkeep: Service {
    let revoked: RevokedTokens
    let revocations: any RevocationStore
    let idempotency: any IdempotencyStore
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                // A second is what an administrator's change may take to reach every worker, should its news be lost.
                group.addTask { await repeating(every: .seconds(1), "revoked tokens not read") { try await refresh() } }
                group.addTask {
                    await repeating(every: .seconds(600), "idempotency keys not swept") {
                        _ = try await idempotency.sweep(now: Date())
                    }
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

    /// Until the task is cancelled. A failure is logged when it begins.
    private func repeating(
        every pause: Duration, _ failure: Logger.Message, _ body: @Sendable () async throws -> Void
    ) async {
        var isFailing = false
        while !Task.isCancelled {
            do {
                try await body()
                isFailing = false
            } catch {
                if !isFailing, !Task.isCancelled { logger.warning(failure, metadata: ["error": "\(error)"]) }
                isFailing = true
            }
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }
}
