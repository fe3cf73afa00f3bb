/// Threads that wait for work. They are there before the plugin is, and never end.
final class Crew: Sendable {
    private let queue: Monitor<[@Sendable () -> Void]>

    init(_ count: Int) {
        let queue = Monitor<[@Sendable () -> Void]>([])
        self.queue = queue
        for _ in 0..<count {
            CheckThread.start {
                while true {
                    let work = queue.wait { work -> Monitor<[@Sendable () -> Void]>.Step<@Sendable () -> Void> in
                        work.isEmpty ? .wait : .done(work.removeFirst())
                    }
                    work()
                }
            }
        }
    }

    func run(_ work: @escaping @Sendable () -> Void) {
        queue.withLock { $0.append(work) }
        queue.signal()
    }
}
