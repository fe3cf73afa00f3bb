import Glibc

/// State that threads of our own share and wait on: a mutex, and a condition on CLOCK_MONOTONIC.
///
/// `withLock` is short and allowed on any thread; `wait` blocks its thread and is never called on the cooperative pool.
// SAFETY: `state` is read and written only while `mutex` is held; the two pointers never change.
final class Monitor<State>: @unchecked Sendable {
    /// What a waiting thread does after it has looked at the state.
    enum Step<Result> {
        case done(Result)
        /// Look again after a signal.
        case wait
        /// Look again after a signal, or when CLOCK_MONOTONIC reads so many nanoseconds.
        case waitUntil(UInt64)
    }

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var state: State

    init(_ state: State) {
        self.state = state
        // SAFETY: allocated here, initialised before use, destroyed and freed in deinit, when no thread can be inside.
        mutex = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        // SAFETY: as above.
        condition = .allocate(capacity: 1)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        condition.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func withLock<Result>(_ body: (inout State) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&state)
    }

    /// Blocks the calling thread until `body` is done with the state.
    func wait<Result>(_ body: (inout State) -> Step<Result>) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            switch body(&state) {
            case .done(let result): return result
            case .wait: pthread_cond_wait(condition, mutex)
            case .waitUntil(let nanoseconds):
                var time = timespec(
                    tv_sec: Int(clamping: nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
                pthread_cond_timedwait(condition, mutex, &time)
            }
        }
    }

    /// Wakes one waiting thread.
    func signal() { pthread_cond_signal(condition) }

    /// Wakes every waiting thread.
    func broadcast() { pthread_cond_broadcast(condition) }
}
