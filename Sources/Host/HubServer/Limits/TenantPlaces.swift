import HTTPTypes
import HubCore
import Synchronization

/// How many requests of one tenant may be under way beside its turns. They mostly wait for the database, whose
/// connections are given in the order of asking: no tenant shall stand there with hundreds.
package final class TenantPlaces: Sendable {
    private let taken = Mutex<[TenantScope: Int]>([:])
    private let maximum: Int

    package init(maximum: Int = 64) { self.maximum = maximum }

    /// Of uploads, which each hold a few pieces of a file in memory.
    package static func forUploads() -> TenantPlaces { TenantPlaces(maximum: 8) }

    /// Does the work in one of the tenant's places; throws a 503 where all are taken.
    func hold<Value>(_ scope: TenantScope, _ work: () async throws -> Value) async throws -> Value {
        let isIn = taken.withLock { taken in
            let count = taken[scope] ?? 0
            if count < maximum { taken[scope] = count + 1 }
            return count < maximum
        }
        guard isIn else { throw Problem.tooManyAtOnce }
        defer {
            taken.withLock { taken in
                let count = taken[scope] ?? 1
                taken[scope] = count > 1 ? count - 1 : nil
            }
        }
        return try await work()
    }
}

extension Problem {
    static let tooManyAtOnce = Problem(
        .serviceUnavailable, "overloaded", "Too many requests of the tenant are under way; nothing was done.",
        headers: [.retryAfter: "1"], leavesNothingBehind: true)
}
