import Glibc

/// The thread that starts runners. The system ends a runner with the thread that started it
/// (https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html), so there is one such thread, and it lives until the last
/// of them has ended.
final class RunnerSpawner: Sendable {
    struct Child: Sendable {
        let id: pid_t
        /// The host's end, which belongs to whoever gets this.
        let socket: Int32
    }

    /// The system's number for why there is no process.
    struct Failure: Error, Equatable {
        let code: Int32
    }

    private struct State {
        var jobs = FIFO<@Sendable () -> Void>()
        var isClosed = false
    }

    private let monitor = Monitor(State())

    /// nil: the system has no thread to give.
    init?() {
        let monitor = monitor
        let isRunning = HostThread.start {
            while let job = monitor.wait({ state -> Monitor<State>.Step<(@Sendable () -> Void)?> in
                if let job = state.jobs.popFirst() { return .done(job) }
                return state.isClosed ? .done(nil) : .wait
            }) {
                job()
            }
        }
        guard isRunning else { return nil }
    }

    /// Runs the job on the thread, after those before it. False when it has ended, and then the job never runs.
    @discardableResult func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
        let isTaken = monitor.withLock { state in
            if !state.isClosed { state.jobs.append(job) }
            return !state.isClosed
        }
        if isTaken { monitor.signal() }
        return isTaken
    }

    /// Ends the thread when its jobs are done. No runner may live any more.
    func close() {
        monitor.withLock { $0.isClosed = true }
        monitor.signal()
    }

    /// Starts a runner. Blocks the calling thread, which is none of the cooperative pool's.
    func start(_ command: RunnerCommand) -> Result<Child, Failure> {
        let started = Rendezvous<Result<Child, Failure>>()
        guard submit({ started.bring(Self.spawn(command)) }) else { return .failure(Failure(code: ECANCELED)) }
        return started.wait()
    }

    /// Starts a runner. On this thread only.
    static func spawn(_ command: RunnerCommand) -> Result<Child, Failure> {
        guard let closeFrom = GNULibrary.closeFrom else { return .failure(Failure(code: ENOSYS)) }
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { return .failure(Failure(code: errno)) }
        for end in ends { enlarge(end) }
        defer { Glibc.close(ends[1]) }

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // First, since the host may have no standard input of its own and then 0 may be this end.
        posix_spawn_file_actions_adddup2(&actions, ends[1], Self.childSocket)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        _ = closeFrom(&actions, Self.childSocket + 1)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What this process ignores or holds back its children would too.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var words = ([command.program] + command.arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        var id: pid_t = 0
        // SAFETY: both arrays end in nil, and they and their strings outlive the call.
        let code = posix_spawn(&id, command.program, &actions, &attributes, &words, &environment)
        guard code == 0 else {
            Glibc.close(ends[0])
            return .failure(Failure(code: code))
        }
        return .success(Child(id: id, socket: ends[0]))
    }

    private static let childSocket: Int32 = 3
    private static let socketBytes: Int32 = 1 << 20

    /// Room for several of the largest calls, as far as the system gives it.
    private static func enlarge(_ socket: Int32) {
        var bytes = socketBytes
        setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
    }
}
