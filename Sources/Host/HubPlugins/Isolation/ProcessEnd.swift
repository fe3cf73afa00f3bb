import Glibc

/// How a runner's process ended, and what it had used.
struct ProcessEnd: Sendable, Equatable {
    enum Cause: Sendable, Equatable {
        case signal(Int32)
        case status(Int32)
        /// The host ended it.
        case killed(KillReason)
        /// There never was a process: the system's number for why.
        case notStarted(Int32)
        /// It did not start: what was wrong, the end of a sentence that begins with the plugin.
        case refused(String)
    }

    var cause: Cause
    /// Seconds of the processor.
    var processorSeconds: Double = 0

    /// For people.
    var words: String {
        switch cause {
        case .signal(let number): Self.name(ofSignal: number)
        case .status(let status): "exit status \(status)"
        case .killed(let reason): "SIGKILL: \(reason.words)"
        case .notStarted(let code): "no process: error \(code) of the system"
        case .refused(let words): words
        }
    }

    /// For people, of a process that only looked into a file: what it ends with there is the runner's own.
    var lookWords: String {
        switch cause {
        case .status(2): "it does not know what it was asked; it is of another build, or a path is not absolute"
        case .status(3): "the system does not let it shut itself in"
        case .status(4): "the system had no memory or thread for it"
        case .signal, .status, .killed, .notStarted, .refused: words
        }
    }

    /// For metrics: one of a few.
    var label: String {
        switch cause {
        case .signal(let number): Self.name(ofSignal: number)
        case .status: "exit"
        case .killed(let reason): reason.rawValue
        case .notStarted: "no_process"
        case .refused: "start"
        }
    }

    private static func name(ofSignal number: Int32) -> String {
        switch number {
        case SIGABRT: "SIGABRT"
        case SIGBUS: "SIGBUS"
        case SIGFPE: "SIGFPE"
        case SIGILL: "SIGILL"
        case SIGKILL: "SIGKILL"
        case SIGPIPE: "SIGPIPE"
        case SIGQUIT: "SIGQUIT"
        case SIGSEGV: "SIGSEGV"
        case SIGSYS: "SIGSYS"
        case SIGTERM: "SIGTERM"
        case SIGTRAP: "SIGTRAP"
        case SIGXCPU: "SIGXCPU"
        case SIGXFSZ: "SIGXFSZ"
        case _: "signal \(number)"
        }
    }

    /// Ends the process with its group, whatever it does, and waits for its end. `forget` runs before its number may become another's.
    static func reap(_ id: pid_t, forget: () -> Void) -> ProcessEnd {
        kill(-id, SIGKILL)
        kill(id, SIGKILL)
        var information = siginfo_t()
        // Its number stays its own until it is asked for below.
        while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        forget()
        var status: Int32 = 0
        var usage = rusage()
        while wait4(id, &status, 0, &usage) < 0, errno == EINTR {}
        let seconds =
            Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
        // As in <bits/waitstatus.h>, whose macros Swift does not see.
        let signal = status & 0x7F
        return ProcessEnd(
            cause: signal == 0 ? .status(status >> 8 & 0xFF) : .signal(signal), processorSeconds: seconds)
    }
}

/// Why the host ends a plugin's process.
enum KillReason: String, Sendable, Equatable {
    case pastTime = "past_time"
    case keptLoad = "kept_load"
    case memory
    case threads
    case hidden
    case garbage
    case closed
    case unread
    case owed
    case changed
    case asked

    /// The end of a sentence that begins with the process.
    var words: String {
        switch self {
        case .pastTime: "it ran past a call's time"
        case .keptLoad: "it kept a thread past its time"
        case .memory: "it used more memory than it may"
        case .threads: "it had more threads than it may"
        case .hidden: "it ended its first thread, which hides what it uses"
        case .garbage: "it wrote what no runner writes"
        case .closed: "it closed its connection to the host"
        case .unread: "it read nothing of what the host sent"
        case .owed: "it owed too many completions"
        case .changed: "its file is not the one that was checked"
        case .asked: "it was asked to end"
        }
    }
}
