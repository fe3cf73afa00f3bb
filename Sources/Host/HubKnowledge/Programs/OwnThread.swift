import Glibc
import HubCore

/// A thread of its own for what blocks or computes for long.
enum OwnThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs `body` on a new thread that takes no signals. False when the system has no thread to give.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        // SAFETY: retained here, released by the thread's first line, or below when there is no thread.
        let context = Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        guard pthread_create(&thread, nil, run, context.toOpaque()) == 0 else {
            context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    /// Runs `body` on a new thread and gives what it gives. It is not cancelled.
    static func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws(DocumentFailure) -> Value
    ) async throws(DocumentFailure) -> Value {
        let result: Result<Value, DocumentFailure> = await withCheckedContinuation { continuation in
            let isStarted = start {
                do throws(DocumentFailure) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if !isStarted {
                continuation.resume(
                    returning: .failure(DocumentFailure(.unavailable, "The system has no thread to read with.")))
            }
        }
        return try result.get()
    }

    private static let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        guard let context else { return nil }
        // SAFETY: `start` retained it for this line.
        let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        body.run()
        return nil
    }
}
