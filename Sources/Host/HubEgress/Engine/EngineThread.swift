import CCurl
import Glibc

/// A thread of its own for work that blocks.
enum EngineThread {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Runs `body` on a new thread that takes no signals: a peer that went away must not raise SIGPIPE, which libcurl
    /// leaves to us (CURLOPT_NOSIGNAL).
    static func start(named name: String, _ body: @escaping @Sendable () -> Void) {
        precondition(tryStart(named: name, body), "no thread is left for the egress engine")
    }

    /// The same; false when the system gives no thread, and then `body` never runs.
    static func tryStart(named name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
        // SAFETY: retained here, released by the thread's first line, or below when there is none.
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
        ah_name_this_thread(body.name)
        body.run()
        return nil
    }
}
