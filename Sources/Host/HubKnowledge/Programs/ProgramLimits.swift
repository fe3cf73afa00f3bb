/// What a program may use, so that a hostile document harms its own reading only. Enforced by the system
/// (https://man7.org/linux/man-pages/man2/setrlimit.2.html) and, for what it writes, by its runner.
struct ProgramLimits: Sendable {
    /// Bytes of address space.
    var addressSpace = 1 << 30
    /// Seconds of the processor.
    var processorSeconds = 60
    /// Bytes of a file that it writes. Some, since a program that is over it is killed, and fonts' caches may be written.
    var fileBytes = 16 << 20
    /// Processes of its user, by which it may start none itself; the system does not hold root to it.
    var processes = 1
    /// Bytes of its output.
    var outputBytes = 64 << 20
    /// Bytes kept of what it writes to standard error; more is dropped.
    var errorBytes = 16 << 10

    /// For util-linux' `prlimit`, which sets them before it becomes the program: `posix_spawn` cannot.
    var prlimitArguments: [String] {
        [
            "--as=\(addressSpace)", "--cpu=\(processorSeconds):\(processorSeconds + 1)", "--fsize=\(fileBytes)",
            "--nproc=\(processes)",
            "--core=0", "--nofile=64",
        ]
    }
}
