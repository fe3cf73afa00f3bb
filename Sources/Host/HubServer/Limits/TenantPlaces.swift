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

    /// Of downloads, which ask for piece after piece when their requests are answered already.
    package static func forDownloads() -> TenantPlaces { TenantPlaces(maximum: 16) }

    /// A place, taken until nobody keeps this.
    final class Place: Sendable {
        private let places: TenantPlaces
        private let scope: TenantScope

        fileprivate init(_ places: TenantPlaces, _ scope: TenantScope) {
            self.places = places
            self.scope = scope
        }

        deinit { places.leave(scope) }
    }

    /// One of the tenant's places; throws a 503 where all are taken.
    func place(_ scope: TenantScope) throws -> Place {
        try take(scope)
        return Place(self, scope)
    }

    /// Does the work in one of the tenant's places; throws a 503 where all are taken.
    func hold<Value>(_ scope: TenantScope, _ work: () async throws -> Value) async throws -> Value {
        try take(scope)
        defer { leave(scope) }
        return try await work()
    }

    private func take(_ scope: TenantScope) throws {
        let isIn = taken.withLock { taken in
            let count = taken[scope] ?? 0
            if count < maximum { taken[scope] = count + 1 }
            return count < maximum
        }
        guard isIn else { throw Problem.tooManyAtOnce }
    }

    private func leave(_ scope: TenantScope) {
        taken.withLock { taken in
            let count = taken[scope] ?? 1
            taken[scope] = count > 1 ? count - 1 : nil
        }
    }
}

extension Problem {
    static let tooManyAtOnce = Problem(
        .serviceUnavailable, "overloaded", "Too many requests of the tenant are under way; nothing was done.",
        headers: [.retryAfter: "1"], leavesNothingBehind: true)
}
