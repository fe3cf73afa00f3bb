import CPQ
import Glibc

/// A thread of its own for calls that block.
enum BlockingThread {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Runs `body` on a new thread that takes no signals. False when the system has no thread to give.
    static func start(named name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
        // SAFETY: retained here, released by the thread's first line, or below when there is no thread.
        let context = Unmanaged.passRetained(Body(name: name, run: body))
        var thread = pthread_t()
        guard pthread_create(&thread, nil, run, context.toOpaque()) == 0 else {
            context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private static let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        guard let context else { return nil }
        // SAFETY: `start` retained it for this line.
        let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        ah_pq_name_this_thread(body.name)
        body.run()
        return nil
    }
}
