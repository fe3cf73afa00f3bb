import Hummingbird
import Synchronization

extension Response {
    /// Calls once the body was written, could not be, or was dropped unwritten. A body of known length counts as written:
    /// only streams take longer than their heads.
    mutating func whenEnded(_ action: @escaping @Sendable () -> Void) {
        guard body.contentLength == nil else { return action() }
        let ending = Ending(action)
        let body = body
        self.body = ResponseBody { writer in
            defer { ending.come() }
            try await body.write(writer)
        }
    }
}

/// Held by a body that may never be written: a connection that is closed takes no head, and then no body is asked for.
private final class Ending: Sendable {
    private let action: Mutex<(@Sendable () -> Void)?>

    init(_ action: @escaping @Sendable () -> Void) { self.action = Mutex(action) }

    deinit { come() }

    func come() {
        let action = action.withLock { action in
            defer { action = nil }
            return action
        }
        action?()
    }
}
