import Glibc
import HubCore
import PluginCheckProbe

/// One check in a process of its own: the same program again, listened to until it ends, killed when its time is over.
struct CheckChild {
    /// How a process ended.
    enum Ending: Equatable {
        case exited(Int32)
        case killed(Int32)
        /// It was killed since it did not end.
        case hung
        /// There was no process.
        case notStarted(Int32)
    }

    struct Outcome {
        var ending = Ending.notStarted(0)
        var frames: [ChildFrame] = []
        /// What it was doing when it was heard last.
        var place = ""
        var output: [UInt8] = []
        var errors: [UInt8] = []
    }

    /// A check's process is killed after so long whatever it says.
    private static let longest = Duration.seconds(600)
    private static let maximumFindings = 64
    private static let maximumOutput = 16 << 10

    let program: String
    let arguments: [String]
    let folder: String
    /// Of a silence: it says what it does before it asks the plugin for anything.
    let silence: Duration

    /// Blocks until the process is gone.
    func run() -> Outcome {
        var outcome = Outcome()
        var (frames, output, errors): ([Int32], [Int32], [Int32]) = ([-1, -1], [-1, -1], [-1, -1])
        guard pipe(&frames) == 0, pipe(&output) == 0, pipe(&errors) == 0 else {
            outcome.ending = .notStarted(errno)
            return outcome
        }
        let ends = [frames[0], output[0], errors[0]]
        defer { for end in ends { close(end) } }
        var id: pid_t = 0
        let code = start(&id, frames: frames[1], output: output[1], errors: errors[1])
        for end in [frames[1], output[1], errors[1]] { close(end) }
        guard code == 0 else {
            outcome.ending = .notStarted(code)
            return outcome
        }
        let isOver = listen(ends, &outcome)
        outcome.ending = reap(id, kills: !isOver)
        return outcome
    }

    private func start(_ id: inout pid_t, frames: Int32, output: Int32, errors: Int32) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        _ = cp_start_in(&actions, folder)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        // First to numbers that nobody has: the parent's descriptors may be any below.
        posix_spawn_file_actions_adddup2(&actions, frames, CheckChild.moved(0))
        posix_spawn_file_actions_adddup2(&actions, output, CheckChild.moved(1))
        posix_spawn_file_actions_adddup2(&actions, errors, CheckChild.moved(2))
        posix_spawn_file_actions_adddup2(&actions, CheckChild.moved(0), ChildVoice.descriptor)
        posix_spawn_file_actions_adddup2(&actions, CheckChild.moved(1), 1)
        posix_spawn_file_actions_adddup2(&actions, CheckChild.moved(2), 2)
        _ = cp_close_from(&actions, ChildVoice.descriptor + 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var environment = ["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "TMPDIR=\(folder)", "HOME=\(folder)"]
        // What is freed is overwritten at once, so that a use afterwards shows itself; and what a thread keeps aside for its next
        // allocations does not look like memory that is lost. https://sourceware.org/glibc/manual/latest/html_node/Memory-Allocation-Tunables.html
        environment.append("GLIBC_TUNABLES=glibc.malloc.tcache_count=0:glibc.malloc.perturb=165")
        // Swift's own handlers would trace a crash first, in words that are others each time.
        environment.append("SWIFT_BACKTRACE=enable=no")
        // Where the program's own libraries are; a Swift plugin's are the same.
        if let path = getenv("LD_LIBRARY_PATH") { environment.append("LD_LIBRARY_PATH=\(String(cString: path))") }
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        var settings = environment.map { strdup($0) } + [nil]
        defer { for text in words + settings { free(text) } }
        // SAFETY: both arrays end in nil, and they and their strings outlive the call.
        return posix_spawn(&id, program, &actions, &attributes, &words, &settings)
    }

    private static func moved(_ index: Int32) -> Int32 { 200 + index }

    /// False when its time was over first.
    private func listen(_ ends: [Int32], _ outcome: inout Outcome) -> Bool {
        var end = Monotonic.now() + silence.nanoseconds
        let last = Monotonic.now() + Self.longest.nanoseconds
        var lines = LineBuffer()
        var isOpen = [true, true, true]
        // Once its frames are at their end the process is ending; a process that it left may hold the others.
        while isOpen[0] {
            let now = Monotonic.now()
            guard now < min(end, last) else { return false }
            var polled = (0..<3).map { pollfd(fd: isOpen[$0] ? ends[$0] : -1, events: Int16(POLLIN), revents: 0) }
            guard poll(&polled, 3, Int32(clamping: (end - now) / 1_000_000 + 1)) > 0 else { continue }
            for index in 0..<3 where polled[index].revents != 0 {
                guard let bytes = Self.read(ends[index]) else {
                    isOpen[index] = false
                    continue
                }
                if index == 0 { end = Monotonic.now() + silence.nanoseconds }
                take(bytes, from: index, &lines, &outcome)
            }
        }
        for index in 1..<3 where isOpen[index] {
            var polled = pollfd(fd: ends[index], events: Int16(POLLIN), revents: 0)
            while poll(&polled, 1, 20) > 0, let bytes = Self.read(ends[index]) {
                take(bytes, from: index, &lines, &outcome)
            }
        }
        return true
    }

    private func take(_ bytes: [UInt8], from index: Int, _ lines: inout LineBuffer, _ outcome: inout Outcome) {
        switch index {
        case 0:
            for line in lines.lines(adding: bytes) {
                switch ChildFrame(line) {
                case .at(let place): outcome.place = place
                case .some(let frame) where outcome.frames.count < Self.maximumFindings: outcome.frames.append(frame)
                case .some(.end): outcome.frames[outcome.frames.count - 1] = .end
                case .some, nil: break
                }
            }
        case 1: outcome.output += bytes.prefix(max(0, Self.maximumOutput - outcome.output.count))
        case _:
            // The last words matter most.
            outcome.errors = Array((outcome.errors + bytes).suffix(Self.maximumOutput))
        }
    }

    /// nil at the end.
    private static func read(_ descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        if count < 0, errno == EINTR { return [] }
        return count > 0 ? Array(bytes.prefix(count)) : nil
    }

    /// Kills what is left of the group, then reaps its leader: until then the group's number is nobody else's.
    private func reap(_ id: pid_t, kills: Bool) -> Ending {
        var status: Int32 = 0
        var isKilled = kills
        if !kills {
            // It said all that it had to say; what keeps it from ending is its exit.
            let end = Monotonic.now() + 5_000_000_000
            var information = siginfo_t()
            while Monotonic.now() < end {
                information = siginfo_t()
                let status = waitid(P_PID, id_t(id), &information, WEXITED | WNOHANG | WNOWAIT)
                if status == 0, information.si_signo == SIGCHLD { break }
                poll(nil, 0, 1)
            }
            isKilled = information.si_signo != SIGCHLD
        }
        kill(-id, SIGKILL)
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        if isKilled { return .hung }
        // The macros of https://man7.org/linux/man-pages/man2/wait.2.html
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
    }
}
