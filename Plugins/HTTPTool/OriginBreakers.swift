import PluginSDK
import Synchronization

/// The circuit breakers of all instances, one for each tenant and origin: rows of a tenant that call the same server share
/// what they learn of it, and no tenant's trouble shuts out another.
final class OriginBreakers: Sendable {
    struct Key: Hashable {
        let scope: String
        let origin: Origin
    }

    /// Of those that are not idle; an origin without failures takes no memory.
    private let breakers = Mutex<[Key: CircuitBreaker]>([:])

    func breaker(scope: String, origin: Origin) -> OriginBreaker {
        OriginBreaker(breakers: self, key: Key(scope: scope, origin: origin))
    }

    fileprivate func update<Result: Sendable>(_ key: Key, _ change: (inout CircuitBreaker) -> Result) -> Result {
        breakers.withLock { breakers in
            var breaker = breakers[key] ?? CircuitBreaker()
            let result = change(&breaker)
            breakers[key] = breaker.isIdle ? nil : breaker
            return result
        }
    }
}

/// The breaker of one tenant and origin.
struct OriginBreaker: Sendable {
    fileprivate let breakers: OriginBreakers
    fileprivate let key: OriginBreakers.Key

    func admit() -> CircuitBreaker.Admission? { breakers.update(key) { $0.admit(at: .now()) } }

    func record(_ outcome: CircuitBreaker.Outcome, of admission: CircuitBreaker.Admission) {
        breakers.update(key) { $0.record(outcome, of: admission, at: .now()) }
    }
}
