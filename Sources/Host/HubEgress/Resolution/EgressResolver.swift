import HubCore
import Synchronization

/// Resolves names for those who open sockets themselves, to what the policy lets them connect to and to nothing else.
///
/// The C library's resolution blocks and cannot be interrupted, so it has a bounded number of threads of its own; whoever
/// waits for one does so no longer than its deadline.
final class EgressResolver: Sendable {
    struct Limits: Sendable {
        /// Names under way at once.
        var concurrent = 16
        /// Names that wait for their turn; one more is answered `overloaded` at once.
        var waiting = 256
    }

    private struct State {
        var threads = 0
        var waiting: [PendingLookup] = []
    }

    private static let maximumName = 253

    private let policy: EgressPolicy
    private let limits: Limits
    private let state = Mutex(State())

    init(policy: EgressPolicy, limits: Limits = Limits()) {
        self.policy = policy
        self.limits = limits
    }

    /// Those addresses of a host that may be connected to at the port, in the order in which to try them; at least one.
    func addresses(
        of name: String, port: UInt16, by deadline: Deadline
    ) async throws(EgressError) -> [IPAddress] {
        let host = name.lowercased()
        guard !policy.reserves(host: host, port: port) else { throw EgressError.denied(host) }
        let found: [IPAddress]
        if let address = IPAddress(host) {
            found = [address]
        } else {
            guard Self.isName(host), port > 0 else {
                throw EgressError(.invalidRequest, "a host's name or address and a port are expected")
            }
            found = try await lookUp(host, by: deadline)
        }
        let isNamed = policy.names(host: host, port: port)
        let permitted = found.filter { policy.allows($0, port: port, ofNamedHost: isNamed) }
        guard !permitted.isEmpty else {
            throw EgressError.denied(host)
        }
        return permitted
    }

    /// Names that wait for a thread.
    var waiting: Int { state.withLock { $0.waiting.count } }

    private static func isName(_ host: String) -> Bool {
        let bytes = host.utf8
        return (1...maximumName).contains(bytes.count) && bytes.first != UInt8(ascii: ".")
            && bytes.allSatisfy { $0.isHostByte && !":[]".utf8.contains($0) }
    }

    private func lookUp(_ host: String, by deadline: Deadline) async throws(EgressError) -> [IPAddress] {
        let lookup = PendingLookup(host)
        guard admit(lookup) else { throw EgressError(.overloaded, "too many names wait to be resolved") }
        let result = await withTaskGroup(of: Void.self) { group in
            // Ends the wait at the deadline, or when the task is cancelled; once there is a result it changes nothing.
            group.addTask {
                do {
                    try await Task.sleep(for: deadline.remaining)
                    lookup.end(.failure(EgressError(.deadline, "\(host) was not resolved when the time was over")))
                } catch {
                    lookup.end(.failure(EgressError(.cancelled, "the resolution of \(host) was cancelled")))
                }
            }
            let result = await lookup.result()
            group.cancelAll()
            return result
        }
        state.withLock { $0.waiting.removeAll { $0 === lookup } }
        return try result.get()
    }

    /// False when as many as may wait are waiting.
    private func admit(_ lookup: PendingLookup) -> Bool {
        let (isAdmitted, needsThread) = state.withLock { state -> (Bool, Bool) in
            guard state.waiting.count < limits.waiting else { return (false, false) }
            state.waiting.append(lookup)
            guard state.threads < limits.concurrent else { return (true, false) }
            state.threads += 1
            return (true, true)
        }
        // Without a thread of its own it waits for the others, or for its deadline.
        if needsThread, !EngineThread.tryStart(named: "resolver", { self.work() }) {
            state.withLock { $0.threads -= 1 }
        }
        return isAdmitted
    }

    private func work() {
        while let lookup = next() {
            let addresses = NameLookup.addresses(of: lookup.host)
            lookup.end(
                addresses.isEmpty
                    ? .failure(EgressError(.resolution, "the host name \(lookup.host) could not be resolved"))
                    : .success(addresses))
        }
    }

    private func next() -> PendingLookup? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.threads -= 1
                return nil
            }
            return state.waiting.removeFirst()
        }
    }
}
