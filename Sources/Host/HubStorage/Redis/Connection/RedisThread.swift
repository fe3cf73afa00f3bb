import CHiredis
import Glibc

/// A thread of its own for a connection, since waiting for a socket blocks.
enum RedisThread {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Runs `body` on a new thread that takes no signals; they are the main thread's.
    static func start(named name: String, _ body: @escaping @Sendable () -> Void) {
        // SAFETY: retained here, released by the thread's first line.
        let context = Unmanaged.passRetained(Body(name: name, run: body)).toOpaque()
        var thread = pthread_t()
        let result = pthread_create(&thread, nil, run, context)
        precondition(result == 0, "no thread is left for Redis")
        pthread_detach(thread)
    }

    private static let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
        guard let context else { return nil }
        // SAFETY: `start` retained it for this line.
        let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        hub_redis_name_this_thread(body.name)
        body.run()
        return nil
    }
}
