import Glibc

/// A thread of the checker's own.
enum CheckThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs `body` on a new detached thread. A system that gives none ends the check.
    static func start(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        // SAFETY: the reference is taken back by the new thread; without one the process ends.
        let argument = Unmanaged.passRetained(Body(body))
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                // SAFETY: pairs the passRetained of `start`, which gave this thread its own reference.
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, argument.toOpaque())
        guard status == 0 else { fatalError("no thread for the check (\(status))") }
        pthread_detach(thread)
    }
}
