/// A program that is to run once.
struct ProgramRun: Sendable {
    /// Its absolute path.
    var path: String
    var arguments: [String]
    /// Its standard input, which it may also open anew and seek in as `ProgramRun.inputPath`; nil: empty.
    var input: MemoryFile?
    var limits: ProgramLimits

    static let inputPath = "/proc/self/fd/0"

    init(_ path: String, _ arguments: [String], input: MemoryFile? = nil, limits: ProgramLimits = ProgramLimits()) {
        self.path = path
        self.arguments = arguments
        self.input = input
        self.limits = limits
    }
}

struct ProgramResult: Sendable, Hashable {
    enum Ending: Sendable, Hashable {
        case exited(Int32)
        /// By this signal.
        case killed(Int32)
    }

    var ending: Ending
    var output: [UInt8]
    /// The beginning of what it wrote to standard error: for decisions, never for the log, since it may quote the input.
    var errors: String
}

enum ProgramFailure: Error, Hashable {
    /// The system gave no process, pipe or thread; `code` is its errno.
    case noProcess(code: Int32)
    case deadline
    case cancelled
    /// It wrote more than its limit, in bytes.
    case outputTooLarge(limit: Int)
}
