import Dispatch
import Synchronization

/// Turns a request with a completion into one that is waited for, on threads that may wait: those of types whose effects say
/// `.blocking`. The host ends every request with its call, so the wait ends.
public enum Waiting {
    /// What `start` hands to its completion.
    public static func result<Value: Sendable>(
        _ start: (@escaping @Sendable (Result<Value, ToolError>) -> Void) -> Void
    ) throws(ToolError) -> Value {
        let answer = Answer<Value>()
        start { result in
            answer.value.withLock { $0 = result }
            answer.there.signal()
        }
        answer.there.wait()
        guard let result = answer.value.withLock({ $0 }) else {
            throw ToolError(.internal, "A request of the host's ended without an answer.")
        }
        return try result.get()
    }

    private final class Answer<Value: Sendable>: Sendable {
        let value = Mutex<Result<Value, ToolError>?>(nil)
        let there = DispatchSemaphore(value: 0)
    }
}
