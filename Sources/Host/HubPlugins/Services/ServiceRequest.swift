import Synchronization

/// What a host service gives back: the ABI's status, and either a result or an error document.
struct ServiceReply: Sendable {
    var status: Int32
    /// Of HTTP responses.
    var httpStatus: Int32 = 0
    var headers: [UInt8] = []
    var body: [UInt8] = []
}

/// One accepted request of a plugin to a host service. Its reply goes out exactly once; it ends with its call.
final class ServiceRequest: Sendable {
    private struct State {
        var deliver: (@Sendable (ServiceReply) -> Void)?
        var cancel: (@Sendable () -> Void)?
        var isCancelled = false
    }

    private let state = Mutex(State())

    /// Where the reply goes; set once, before the request is served.
    func reply(to deliver: @escaping @Sendable (ServiceReply) -> Void) {
        state.withLock { $0.deliver = deliver }
    }

    /// The first reply is delivered, others are dropped.
    func finish(_ reply: ServiceReply) {
        let deliver = state.withLock { state in
            defer {
                state.deliver = nil
                state.cancel = nil
            }
            return state.deliver
        }
        deliver?(reply)
    }

    /// It has no reply: nobody is told of it. False when it was finished already.
    func withdraw() -> Bool {
        state.withLock { state in
            defer {
                state.deliver = nil
                state.cancel = nil
            }
            return state.deliver != nil
        }
    }

    /// How to end it early; runs at once when it was cancelled before.
    func whenCancelled(_ cancel: @escaping @Sendable () -> Void) {
        let isCancelled = state.withLock { state in
            if !state.isCancelled, state.deliver != nil { state.cancel = cancel }
            return state.isCancelled
        }
        if isCancelled { cancel() }
    }

    /// The call has ended. Whoever serves the request still finishes it.
    func cancel() {
        let cancel = state.withLock { state in
            state.isCancelled = true
            defer { state.cancel = nil }
            return state.cancel
        }
        cancel?()
    }
}
