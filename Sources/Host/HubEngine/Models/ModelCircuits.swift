import HubCore
import Synchronization

/// Spares turns the wait for models that just failed: after so many failures in a row, or where the provider says for how
/// long, a model is passed over for a while; after failures one call tries it then, and the others follow when that one
/// succeeds.
///
/// A circuit is a model's where it is served, by one key, for all who use that key: what it keeps is that somebody's calls
/// failed, never whose. Failures that a single request may be to blame for (refused, too long, not understood) do not
/// count.
final class ModelCircuits: Sendable {
    struct Name: Hashable, Sendable {
        var provider: ModelProviderKind
        var baseURL: String?
        var model: String
        /// Whose row the model is; nil: the platform's.
        var tenant: TenantID?
        /// The sealed key; nil: the provider's default one.
        var key: String?
    }

    /// What a failure says of the next calls.
    enum Lesson: Sendable {
        /// It is up.
        case works
        /// Nothing: the request was to blame, or the call was given up.
        case nothing
        case fails
        /// Not to be asked for that long, and then by one call first.
        case pauses(Duration)
        /// The provider asks for that wait, and works: afterwards all may call. An answer may take half a minute; one call
        /// that tried it first would keep the others away for as long.
        case waits(Duration)
    }

    private struct Circuit {
        var failures = 0
        /// In nanoseconds of the clock; nil: closed.
        var openUntil: UInt64?
        /// One call is trying whether it is up again.
        var isTried = false
        /// Whether it is only waited for.
        var isWait = false

        mutating func open(until time: UInt64) { openUntil = max(openUntil ?? 0, time) }
    }

    private static let failuresToOpen = 5
    private static let openTime = Duration.seconds(5)
    private static let longestPause = Duration.seconds(60)
    /// Of circuits that have something to say.
    private static let capacity = 10_000

    private let circuits = Mutex<[Name: Circuit]>([:])
    private let now: @Sendable () -> UInt64

    init(now: @escaping @Sendable () -> UInt64 = { MonotonicTime.now() }) { self.now = now }

    /// Whether a call may be made now. Who was let in says what came of it by `learn`, in any case.
    func admit(_ name: Name) -> Bool {
        let time = now()
        return circuits.withLock { circuits in
            guard let circuit = circuits[name], let until = circuit.openUntil else { return true }
            if time < until || circuit.isTried { return false }
            if !circuit.isWait { circuits[name]?.isTried = true }
            return true
        }
    }

    func learn(_ lesson: Lesson, of name: Name) {
        let time = now()
        circuits.withLock { circuits in
            switch lesson {
            case .works: circuits[name] = nil
            case .nothing: circuits[name]?.isTried = false
            case .fails:
                var circuit = circuits[name] ?? Circuit()
                circuit.failures += 1
                if circuit.openUntil != nil && !circuit.isWait || circuit.failures >= Self.failuresToOpen {
                    circuit.openUntil = time &+ Self.nanoseconds(Self.openTime)
                    circuit.isWait = false
                }
                Self.keep(circuit, name, in: &circuits)
            case .pauses(let pause):
                var circuit = circuits[name] ?? Circuit()
                circuit.open(until: Self.end(of: pause, from: time))
                circuit.isWait = false
                Self.keep(circuit, name, in: &circuits)
            case .waits(let pause):
                var circuit = circuits[name] ?? Circuit()
                // What is open for its failures is not opened to all by a wait.
                circuit.isWait = circuit.openUntil == nil || circuit.isWait
                circuit.open(until: Self.end(of: pause, from: time))
                Self.keep(circuit, name, in: &circuits)
            }
        }
    }

    /// Circuits that are open at the moment.
    var openCount: Int {
        let time = now()
        return circuits.withLock { $0.values.reduce(0) { $0 + (($1.openUntil ?? 0) > time ? 1 : 0) } }
    }

    private static func keep(_ circuit: Circuit, _ name: Name, in circuits: inout [Name: Circuit]) {
        var circuit = circuit
        circuit.isTried = false
        // What is forgotten has to fail anew.
        if circuits.count >= capacity, circuits[name] == nil { circuits.removeAll() }
        circuits[name] = circuit
    }

    private static func end(of pause: Duration, from time: UInt64) -> UInt64 {
        time &+ nanoseconds(min(pause, longestPause))
    }

    private static func nanoseconds(_ duration: Duration) -> UInt64 {
        let (seconds, attoseconds) = duration.components
        return UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, attoseconds)) / 1_000_000_000
    }
}

extension ModelCircuits.Lesson {
    init(_ error: ModelError) {
        switch error.kind {
        case .authorization: self = .pauses(.seconds(30))
        case .rateLimited, .overloaded:
            if let wait = error.retryAfter { self = .waits(wait) } else { self = .fails }
        case .timeout, .connection: self = .fails
        case .contextTooLong, .refused, .malformed, .cancelled, .unsupported: self = .nothing
        }
    }
}
