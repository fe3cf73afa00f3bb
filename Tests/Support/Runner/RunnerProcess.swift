import Foundation
import Glibc
import RunnerProtocol
import Synchronization

/// A PluginRunner and the socket to it. Frames come on a thread of its own until the process has ended, and then one nil.
final class RunnerProcess: Sendable {
    private let socket: Int32
    private let id: pid_t
    /// Writes wait for the runner to read, which may be waiting for this side to read.
    private let writing = DispatchQueue(label: "runner.writing")
    private let isClosed = Mutex(false)

    init(_ options: [String], _ library: String) throws {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw BuildProductError(description: "no pair of sockets (\(errno))")
        }
        let (own, its) = (ends[0], ends[1])
        let program = BuildProducts.folder.appending(path: "PluginRunner").path
        let (code, id) = PermanentThread.standard.run { Self.spawn(program, options + [library], socket: its) }
        Glibc.close(its)
        guard code == 0 else {
            Glibc.close(own)
            throw BuildProductError(description: "\(program) does not start (\(code))")
        }
        // Until `read` a frame is expected soon; a test that waits for it is not to wait for ever.
        Self.limit(own, seconds: 300)
        socket = own
        self.id = id
        Self.living.withLock { _ = $0.insert(id) }
    }

    /// Those that nobody has waited for.
    static let living = Mutex<Set<pid_t>>([])

    /// Nothing of this process is there but the socket, and standard error, so that what a plugin says there is seen.
    private static func spawn(_ program: String, _ arguments: [String], socket: Int32) -> (code: Int32, id: pid_t) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, socket, AHR_SOCKET)
        _ = GNULibrary.closeFrom(&actions, AHR_SOCKET + 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Swift's threads hold signals back, and a child would go on to.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        var id: pid_t = 0
        let code = posix_spawn(&id, program, &actions, &attributes, &words, &environment)
        return (code, id)
    }

    /// How long a read waits; 0: for ever.
    private static func limit(_ socket: Int32, seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Calls `take` with each frame, on one thread, and with nil at the end.
    func read(_ take: @escaping @Sendable (RunnerFrame?) -> Void) {
        Self.limit(socket, seconds: 0)
        Thread.detachNewThread {
            while let frame = self.next() { take(frame) }
            let end = self.reap()
            if end != "status 0", !self.isClosed.withLock({ $0 }) {
                FileHandle.standardError.write(Data("PluginRunner \(self.id) ended by itself: \(end)\n".utf8))
            }
            take(nil)
        }
    }

    func send(_ frame: RunnerFrame) {
        writing.async {
            let bytes = frame.bytes
            var sent = 0
            while sent < bytes.count {
                // SAFETY: the bytes are lent for the call.
                let count = bytes.withUnsafeBytes {
                    Glibc.send(self.socket, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
                }
                if count < 0 && errno != EINTR { return }
                sent += max(0, count)
            }
        }
    }

    /// Ends the process; the reader gets its nil.
    func close() {
        countMemory()
        isClosed.withLock { $0 = true }
        shutdown(socket, Int32(SHUT_RDWR))
    }

    /// The first frames, before `read`: the one that is expected.
    func next(_ kind: Int) throws -> RunnerFrame {
        while let frame = next() {
            if frame.kind == kind { return frame }
            // What a plugin says while it starts, or does too slowly, is nothing to a test.
            if frame.kind == AHR_LOG || frame.kind == AHR_NOTE { continue }
            let words = String(decoding: frame.payload, as: UTF8.self)
            throw BuildProductError(description: "the runner sent \(frame.kind) instead of \(kind): \(words)")
        }
        // One that says nothing is ended.
        isClosed.withLock { $0 = true }
        throw BuildProductError(description: "the runner ended instead of \(kind): \(reap())")
    }

    private func next() -> RunnerFrame? {
        var head = ahr_header()
        guard withUnsafeMutableBytes(of: &head, receive) else { return nil }
        var frame = RunnerFrame(head: head)
        guard head.length <= 64 << 20 else { return nil }
        frame.payload = [UInt8](repeating: 0, count: Int(head.length))
        guard frame.payload.withUnsafeMutableBytes(receive) else { return nil }
        return frame
    }

    private func receive(_ buffer: UnsafeMutableRawBufferPointer) -> Bool {
        var filled = 0
        while filled < buffer.count {
            let count = recv(socket, buffer.baseAddress?.advanced(by: filled), buffer.count - filled, 0)
            if count == 0 || (count < 0 && errno != EINTR) { return false }
            filled += max(0, count)
        }
        return true
    }

    private func reap() -> String {
        if isClosed.withLock({ $0 }) { kill(id, SIGKILL) }
        var raw: Int32 = 0
        while waitpid(id, &raw, 0) < 0, errno == EINTR {}
        Self.living.withLock { _ = $0.remove(id) }
        // Behind what is still to be written.
        writing.async { [socket] in Glibc.close(socket) }
        return raw & 0x7F == 0 ? "status \((raw >> 8) & 0xFF)" : "signal \(raw & 0x7F)"
    }

    // MARK: Memory

    private static let growth = Mutex<Int?>(nil)

    /// The most that a plugin's process here has come to hold above what it held when it had started, of those whose hosts have
    /// gone; nil: none has.
    static var memoryGrowth: Int? { growth.withLock { $0 } }

    private let heldAtStart = Mutex<Int?>(nil)

    /// Counts from here.
    func rememberMemory() { heldAtStart.withLock { $0 = peakMemory } }

    private func countMemory() {
        guard let before = heldAtStart.withLock({ $0 }), let peak = peakMemory else { return }
        Self.growth.withLock { $0 = max($0 ?? 0, peak - before) }
    }

    private var peakMemory: Int? {
        let status = try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM") }
        return line?.split(separator: " ").compactMap { Int($0) }.first.map { $0 * 1024 }
    }
}

extension BuildProducts {
    /// What a plugin's process reads before anything of the plugin's runs: the plugin and the Swift that this program has, too.
    static let toRead: [String] = {
        // https://man7.org/linux/man-pages/man5/proc_pid_maps.5.html: the sixth field is the file's path.
        // A read gives a page at most, which elsewhere would be the end.
        let maps = FileHandle(forReadingAtPath: "/proc/self/maps")?.readDataToEndOfFile() ?? Data()
        let lines = String(decoding: maps, as: UTF8.self).split(separator: "\n")
        let runtime = lines.first { $0.hasSuffix("/libswiftCore.so") }.flatMap { line in
            line.firstIndex(of: "/").map { URL(fileURLWithPath: String(line[$0...])).deletingLastPathComponent() }
        }
        guard let runtime else { fatalError("No libswiftCore.so among \(lines.count) lines of this process's maps.") }
        return [folder.path, runtime.path].flatMap { ["--read", $0] }
    }()
}

/// A thread that does not end: Linux ends a runner with the thread that started it.
private final class PermanentThread: Sendable {
    static let standard = PermanentThread()

    private let jobs = Mutex<[@Sendable () -> Void]>([])
    private let count = DispatchSemaphore(value: 0)

    init() {
        Thread.detachNewThread { [self] in
            while true {
                count.wait()
                jobs.withLock { $0.removeFirst() }()
            }
        }
    }

    func run<Result: Sendable>(_ job: @escaping @Sendable () -> Result) -> Result {
        let result = Awaited<Result>()
        jobs.withLock { $0.append { result.bring(job()) } }
        count.signal()
        return result.wait()
    }
}

/// A value that one thread waits for and another brings.
final class Awaited<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let isThere = DispatchSemaphore(value: 0)

    func bring(_ new: Value) {
        value.withLock { $0 = new }
        isThere.signal()
    }

    /// A run that waits in vain ends here, and is not there for ever.
    func wait() -> Value {
        guard isThere.wait(timeout: .now() + .seconds(600)) == .success, let value = value.withLock({ $0 }) else {
            fatalError("A value was not brought within ten minutes.")
        }
        return value
    }
}
