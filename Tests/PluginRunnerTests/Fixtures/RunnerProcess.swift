import Foundation
import Glibc
import PluginABI
import RunnerProtocol
import Support
import Synchronization

/// A PluginRunner, and the host's end of its socket. It ends with the last reference: tests that wait for children of their own
/// would wait for ever while one that nobody reaped is there.
final class RunnerProcess: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static let program = BuildProducts.folder.appending(path: "PluginRunner").path

    let id: pid_t
    private let socket: FileHandle
    /// How it ended, once it was reaped: its number may be another's then.
    private let end = Mutex<Int32?>(nil)

    private init(id: pid_t, socket: Int32) {
        self.id = id
        self.socket = FileHandle(fileDescriptor: socket, closeOnDealloc: true)
    }

    deinit {
        guard end.withLock({ $0 }) == nil else { return }
        kill(id, SIGKILL)
        _ = reap()
    }

    /// Spawned as the host does it: an empty environment, nothing open but the socket.
    static func run(_ plugin: String, _ options: [String] = []) async throws -> RunnerProcess {
        try await run(program: program, options + [plugin])
    }

    static func run(program: String, _ arguments: [String]) async throws -> RunnerProcess {
        try await SpawningThread.standard.run { try spawn(program, arguments) }
    }

    private static func spawn(_ program: String, _ arguments: [String]) throws -> RunnerProcess {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw Failure(description: "no socket (\(errno))")
        }
        // The other end must not be 3 already: copied to itself it would stay close-on-exec.
        let end = fcntl(ends[1], F_DUPFD_CLOEXEC, 10)
        close(ends[1])
        defer { close(end) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in Int32(0)...2 {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, end, AHR_SOCKET)
        // Swift's threads hold signals back, and a child would go on to.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var nothing: [UnsafeMutablePointer<CChar>?] = [nil]
        var id: pid_t = 0
        let code = posix_spawn(&id, program, &actions, &attributes, &words, &nothing)
        guard code == 0 else {
            close(ends[0])
            throw Failure(description: "\(program) does not start (\(code))")
        }
        // Whoever waits for a frame that never comes is not to wait for ever.
        var limit = timeval(tv_sec: Self.longest, tv_usec: 0)
        setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        return RunnerProcess(id: id, socket: ends[0])
    }

    /// Seconds of silence, or until an end, after which the process is ended.
    private static let longest = 300

    // MARK: Frames

    func send(_ frame: Frame) throws { try socket.write(contentsOf: Data(frame.bytes)) }

    /// The next frame; nil when the process has closed its end.
    func next() async throws -> Frame? {
        try await BlockingWork.run { [self] in
            guard let head = try read(Frame.headBytes) else { return nil }
            var (frame, length) = Frame.head(head)
            guard let payload = try read(length) else { throw Failure(description: "a frame is cut off: \(frame)") }
            frame.payload = payload
            return frame
        }
    }

    /// The next frame, which must be of that kind.
    func next(_ kind: Int) async throws -> Frame {
        guard let frame = try await next() else {
            throw Failure(description: "frame \(kind) was expected; the process ended with \(await ended())")
        }
        guard frame.kind == kind else { throw Failure(description: "frame \(kind) was expected: \(frame)") }
        return frame
    }

    private func read(_ count: Int) throws -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            do {
                guard let more = try socket.read(upToCount: count - bytes.count), !more.isEmpty else { return nil }
                bytes += more
            } catch {
                // A process that ends with frames unread resets the socket; one that says nothing is ended.
                kill(id, SIGKILL)
                return nil
            }
        }
        return bytes
    }

    func closeSocket() throws { try socket.close() }

    /// Its exit status, or the number of the signal that ended it, negative.
    func ended() async -> Int32 {
        (try? await BlockingWork.run { [self] in
            let watchdog = DispatchWorkItem { [id] in kill(id, SIGKILL) }
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Self.longest), execute: watchdog)
            defer { watchdog.cancel() }
            return reap()
        }) ?? 0
    }

    private func reap() -> Int32 {
        end.withLock { end in
            if let end { return end }
            var raw: Int32 = 0
            while waitpid(id, &raw, 0) < 0, errno == EINTR {}
            let status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : -(raw & 0x7F)
            end = status
            return status
        }
    }
}

// MARK: The host's part

extension RunnerProcess {
    /// Lets the plugin begin, with the services granted.
    static func start(_ plugin: String, _ options: [String] = [], services: [String] = []) async throws -> RunnerProcess
    {
        let runner = try await run(plugin, options)
        _ = try await runner.next(AHR_DESCRIPTION)
        try runner.send(
            Frame(
                kind: AHR_START, number: UInt32(AH_ABI),
                payload: (["9.8.7"] + services).flatMap { Array($0.utf8) + [0] }))
        return runner
    }

    /// The same, until the plugin has an instance with the number 1.
    static func serve(_ plugin: String, _ options: [String] = [], services: [String] = []) async throws -> RunnerProcess
    {
        let runner = try await start(plugin, options, services: services)
        while let frame = try await runner.next(), frame.kind != AHR_STARTED {}
        try runner.create(1)
        _ = try await runner.next(AHR_CREATED)
        return runner
    }

    func create(_ instance: UInt64, type: UInt32 = 0, configuration: String = "{}") throws {
        try send(
            Frame(
                kind: AHR_CREATE, number: type, subject: instance,
                payload: Frame.parts(Array(configuration.utf8), Array("{}".utf8))))
    }

    func invoke(
        _ call: UInt64, _ input: String, of instance: UInt64 = 1, function: Int = AHR_FUNCTION_INVOKE,
        deadline: UInt64 = .max, principals: String = "[]", space: String = ""
    ) throws {
        try send(
            Frame(
                kind: AHR_INVOKE, code: UInt16(function), subject: call, object: instance,
                payload: Frame.native(deadline)
                    + Frame.parts(Array(principals.utf8), Array(space.utf8), Array(input.utf8))))
    }

    /// Gives the plugin a call that it keeps, and returns when it has it.
    func hold(_ call: UInt64, _ input: String = "hold") async throws {
        try invoke(call, input)
        let log = try await next(AHR_LOG)
        guard log.subject == call, log.text == "held" else { throw Failure(description: "not held: \(log)") }
    }

    func cancel(_ call: UInt64) throws { try send(Frame(kind: AHR_CANCEL, subject: call)) }
    func destroy(_ instance: UInt64) throws { try send(Frame(kind: AHR_DESTROY, subject: instance)) }

    func accept(_ request: Frame, _ status: Int = AH_OK) throws {
        try send(Frame(kind: AHR_ACCEPTED, status: Int32(status), subject: request.subject))
    }

    func answer(_ request: Frame, _ status: Int = AH_OK, http: UInt32 = 0, headers: String = "", _ body: String = "")
        throws
    {
        try send(
            Frame(
                kind: AHR_DONE, status: Int32(status), number: http, subject: request.subject,
                payload: Frame.parts(Array(headers.utf8), Array(body.utf8))))
    }
}
