import Glibc
import HubCore
import Synchronization

/// One process with its group: started, listened to, killed whole when its time is over, always reaped. Its calls block.
final class SpawnedProgram: Sendable {
    private struct State {
        /// 0 before it runs and after it was reaped: a number that the system has given away anew is never killed.
        var id: pid_t = 0
        var isCancelled = false
    }

    private let run: ProgramRun
    private let deadline: Deadline
    private let state = Mutex(State())

    init(_ run: ProgramRun, by deadline: Deadline) {
        self.run = run
        self.deadline = deadline
    }

    /// Kills it, now or as soon as it would start. Does not wait.
    func cancel() {
        state.withLock { state in
            state.isCancelled = true
            if state.id > 0 { kill(-state.id, SIGKILL) }
        }
    }

    func result() -> Result<ProgramResult, ProgramFailure> {
        let pipes: (output: ProgramPipe, errors: ProgramPipe)
        do throws(ProgramFailure) {
            pipes = (try ProgramPipe(), try ProgramPipe())
            try start(pipes.output.writing, pipes.errors.writing)
        } catch {
            return .failure(error)
        }
        pipes.output.closeWriting()
        pipes.errors.closeWriting()
        var output = Drain(pipe: pipes.output, limit: run.limits.outputBytes, dropsMore: false)
        var errors = Drain(pipe: pipes.errors, limit: run.limits.errorBytes, dropsMore: true)
        let failure = listen(&output, &errors) ?? waitForExit()
        let ending = reap()
        if state.withLock({ $0.isCancelled }) { return .failure(.cancelled) }
        if let failure { return .failure(failure) }
        return .success(
            ProgramResult(
                ending: ending, output: output.bytes, errors: String(decoding: errors.bytes, as: UTF8.self)))
    }

    private func start(_ output: Int32, _ errors: Int32) throws(ProgramFailure) {
        guard let closeFrom = GNULibrary.closeFrom else { throw .noProcess(code: ENOSYS) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input = run.input {
            posix_spawn_file_actions_adddup2(&actions, input.descriptor, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        _ = closeFrom(&actions, 3)
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
        // A document that keeps a program busy must not keep one that nobody waits for any more: the system kills it with this
        // process, since the thread that starts it here lives until it was reaped.
        // https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html
        let starter = "/usr/bin/setpriv"
        let words =
            [starter, "--pdeathsig", "KILL", "--", "/usr/bin/prlimit"] + run.limits.prlimitArguments
            + ["--", run.path] + run.arguments
        let environment = ["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8"]
        var argumentPointers = words.map { strdup($0) } + [nil]
        var environmentPointers = environment.map { strdup($0) } + [nil]
        defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
        let code = state.withLock { state in
            if state.isCancelled { return ECANCELED }
            // SAFETY: both arrays end in nil, and they and their strings outlive the call.
            return posix_spawn(&state.id, starter, &actions, &attributes, &argumentPointers, &environmentPointers)
        }
        if code == ECANCELED { throw .cancelled }
        guard code == 0 else {
            state.withLock { $0.id = 0 }
            throw .noProcess(code: code)
        }
    }

    /// Reads both pipes to their ends. A process that it started itself may hold them longer than it lives.
    private func listen(_ output: inout Drain, _ errors: inout Drain) -> ProgramFailure? {
        while !output.isAtEnd || !errors.isAtEnd {
            guard let milliseconds = remainingMilliseconds() else { return .deadline }
            var ends = [
                pollfd(fd: output.isAtEnd ? -1 : output.pipe.reading, events: Int16(POLLIN), revents: 0),
                pollfd(fd: errors.isAtEnd ? -1 : errors.pipe.reading, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&ends, 2, milliseconds) > 0 else { continue }
            if ends[0].revents != 0, !output.read() { return .outputTooLarge(limit: run.limits.outputBytes) }
            if ends[1].revents != 0 { _ = errors.read() }
        }
        return nil
    }

    /// It may have closed its output and go on.
    private func waitForExit() -> ProgramFailure? {
        let id = state.withLock { $0.id }
        while true {
            var information = siginfo_t()
            let status = waitid(P_PID, id_t(id), &information, WEXITED | WNOHANG | WNOWAIT)
            if status == 0, information.si_signo == SIGCHLD { return nil }
            if status != 0, errno != EINTR { return nil }
            guard remainingMilliseconds() != nil else { return .deadline }
            poll(nil, 0, 2)
        }
    }

    /// nil: the deadline has passed.
    private func remainingMilliseconds() -> Int32? {
        if deadline.hasPassed { return nil }
        let (seconds, attoseconds) = deadline.remaining.components
        // Rounded up, so that it does not spin through its last millisecond.
        return Int32(clamping: min(seconds, 60) * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    }

    /// Kills what is left of the group, then reaps its leader: until then the group's number is nobody else's.
    private func reap() -> ProgramResult.Ending {
        let id = state.withLock { $0.id }
        kill(-id, SIGKILL)
        var status: Int32 = 0
        var information = siginfo_t()
        while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        return state.withLock { state in
            while waitpid(id, &status, 0) < 0, errno == EINTR {}
            state.id = 0
            // The macros of https://man7.org/linux/man-pages/man2/wait.2.html
            let signal = status & 0x7F
            return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
        }
    }
}
