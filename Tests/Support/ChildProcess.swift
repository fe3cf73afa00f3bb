import Foundation
import Glibc
import Synchronization

/// A program that a test runs. Not Foundation's `Process`: where a thousand files are open, that reads beyond its listing of
/// them and crashes.
package final class ChildProcess: Sendable {
    package struct StartFailure: Error, CustomStringConvertible {
        package let description: String
    }

    private struct State {
        var status: Int32?
        var waiting: [CheckedContinuation<Int32, Never>] = []
    }

    /// Where what it writes to standard error goes.
    package enum Errors {
        case apart
        /// Among the output.
        case withOutput
    }

    package let id: pid_t
    /// Reading ends of pipes.
    package let output: FileHandle
    package let errors: FileHandle
    private let state = Mutex(State())

    /// `environment` goes over the test's own. Input is empty, and nothing else that is open here is open there.
    package init(
        _ program: URL, _ arguments: [String], environment: [String: String] = [:], errorsGo way: Errors = .apart
    ) throws {
        let (output, errors) = (try Self.pipe(), try Self.pipe())
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
        posix_spawn_file_actions_adddup2(&actions, way == .apart ? errors.writing : output.writing, 2)
        _ = GNULibrary.closeFrom(&actions, 3)
        // Swift's threads hold signals back, and a child would go on to.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words = ([program.path] + arguments).map { strdup($0) } + [nil]
        let settings = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        var lines = settings.map { strdup("\($0.key)=\($0.value)") } + [nil]
        var id: pid_t = 0
        let code = posix_spawn(&id, program.path, &actions, &attributes, &words, &lines)
        for text in words + lines { free(text) }
        posix_spawnattr_destroy(&attributes)
        posix_spawn_file_actions_destroy(&actions)
        close(output.writing)
        close(errors.writing)
        self.id = id
        self.output = FileHandle(fileDescriptor: output.reading, closeOnDealloc: true)
        self.errors = FileHandle(fileDescriptor: errors.reading, closeOnDealloc: true)
        guard code == 0 else { throw StartFailure(description: "\(program.path) does not start (\(code))") }
        Thread.detachNewThread { self.wait() }
    }

    private static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        guard GNULibrary.pipe2(&ends, O_CLOEXEC) == 0 else { throw StartFailure(description: "no pipe (\(errno))") }
        return (ends[0], ends[1])
    }

    package var isRunning: Bool { state.withLock { $0.status == nil } }

    /// Nothing happens once it has ended.
    package func signal(_ number: Int32) { state.withLock { if $0.status == nil { kill(id, number) } } }

    /// Returns when it has ended: its status, or the number of the signal that ended it.
    package func ended() async -> Int32 {
        await withCheckedContinuation { continuation in
            let status = state.withLock { state in
                if state.status == nil { state.waiting.append(continuation) }
                return state.status
            }
            if let status { continuation.resume(returning: status) }
        }
    }

    /// Runs a program to its end, and returns its status and all that it wrote.
    package static func run(
        _ program: URL, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> (status: Int32, text: String) {
        try await ChildProcess(program, arguments, environment: environment, errorsGo: .withOutput).read()
    }

    /// Returns when it has ended and nobody writes any more: its status, and its output.
    package func read() async throws -> (status: Int32, text: String) {
        let text = try await BlockingWork.run { [output] in
            String(decoding: output.readDataToEndOfFile(), as: UTF8.self)
        }
        return (await ended(), text)
    }

    private func wait() {
        var information = siginfo_t()
        // Its number stays its own until nobody can signal it any more.
        while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        let (status, waiting) = state.withLock { state in
            var raw: Int32 = 0
            while waitpid(id, &raw, 0) < 0, errno == EINTR {}
            let status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : raw & 0x7F
            state.status = status
            defer { state.waiting = [] }
            return (status, state.waiting)
        }
        for continuation in waiting { continuation.resume(returning: status) }
    }
}
