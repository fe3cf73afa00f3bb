import Foundation
import Glibc
import PluginABI
import RunnerProtocol
import Synchronization
import Testing

/// What a plugin cannot do, whatever it tries. These need a kernel with seccomp and Landlock, as production does.
@Suite struct ConfinementTests {
    private static let calls = Mutex<UInt64>(0)

    private func hostile(_ options: [String] = []) async throws -> RunnerProcess {
        try await .serve(try await TestSources.standard.plugin("hostile"), options)
    }

    private func attempt(_ what: String, in runner: RunnerProcess) async throws -> String {
        // A host never uses a call's number again: the runner may still be busy with the last one.
        let call = Self.calls.withLock { last in
            last += 1
            return last
        }
        try runner.invoke(call, what)
        return try await runner.next(AHR_COMPLETE).text
    }

    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "agenthub-confined-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    @Test func saysWhatKeepsThePluginIn() async throws {
        let runner = try await RunnerProcess.run(try await TestSources.standard.plugin("hostile"))
        let confined = try await runner.next(AHR_DESCRIPTION).code
        #expect(Int(confined) == AHR_CONFINED_SECCOMP | AHR_CONFINED_LANDLOCK)
    }

    @Test(arguments: [
        "load", "socket", "socket6", "unix", "raw", "routes", "audit", "pair", "fork", "vfork", "exec", "kill",
        "kill-all", "tkill", "sigqueue", "pidfd", "owner", "ptrace", "memory", "renice", "limit-parent", "limit",
        "setuid", "outlive", "seccomp", "namespace", "uring", "memfd", "shm", "shared", "growing", "chdir",
        "chmod /tmp", "truncate /tmp/nothing",
    ])
    func forbids(_ what: String) async throws {
        let runner = try await hostile()
        #expect(try await attempt(what, in: runner) == "\(EPERM)")
        // It lives on.
        #expect(try await attempt("private", in: runner) == "0")
        #expect(try await attempt("thread", in: runner) == "0")
        #expect(try await attempt("unknown", in: runner) == "\(ENOSYS)")
    }

    @Test func hasNoRightsAndGetsNone() async throws {
        let runner = try await hostile(["--memory", "64"])
        let status = try String(contentsOfFile: "/proc/\(runner.id)/status", encoding: .utf8)
        let nothing = "0000000000000000"
        for line in ["NoNewPrivs:\t1", "Seccomp:\t2", "CapPrm:\t\(nothing)", "CapEff:\t\(nothing)"] {
            #expect(status.contains("\n\(line)\n"), "\(line)")
        }
        let limits = try String(contentsOfFile: "/proc/\(runner.id)/limits", encoding: .utf8)
            .split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        for line in ["Max data size 67108864 67108864 bytes", "Max open files 256 256 files"] {
            #expect(limits.contains(line), "\(limits)")
        }
    }

    @Test func opensWhatEveryProgramNeedsAndNothingElse() async throws {
        let runner = try await hostile()
        for path in ["/usr/bin/env", "/etc/hosts", "/proc/self/maps", "/proc/meminfo", "/dev/urandom", "/dev/zero"] {
            #expect(try await attempt("read \(path)", in: runner) == "0", "\(path)")
        }
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data().write(to: folder.appending(path: "file"))
        for path in [
            "/etc/shadow", "/proc/self/root/etc/shadow", "/proc/\(getpid())/environ", "/proc/\(getpid())/maps", "/",
            "/tmp",
            folder.appending(path: "file").path,
        ] {
            #expect(try await attempt("read \(path)", in: runner) == "\(EACCES)", "\(path)")
        }
        for path in ["/dev/zero", "/proc/self/oom_score_adj", "/usr/lib/new", folder.appending(path: "new").path] {
            #expect(try await attempt("create \(path)", in: runner) == "\(EACCES)", "\(path)")
        }
    }

    @Test func opensTheFoldersThatItWasGiven() async throws {
        let (read, write, scratch) = (try folder(), try folder(), try folder())
        defer { for folder in [read, write, scratch] { try? FileManager.default.removeItem(at: folder) } }
        try Data().write(to: read.appending(path: "file"))
        let runner = try await hostile([
            "--read", read.path, "--write", write.path, "--scratch", scratch.path, "--read", "/not/there",
        ])
        #expect(try await attempt("read \(read.path)/file", in: runner) == "0")
        #expect(try await attempt("create \(read.path)/new", in: runner) == "\(EACCES)")
        #expect(try await attempt("write \(write.path)/new", in: runner) == "0")
        #expect(try await attempt("write \(scratch.path)/new", in: runner) == "0")
        #expect(try await attempt("symlink \(write.path)/link", in: runner) == "\(EPERM)")
        #expect(
            try await attempt("environment", in: runner) == "TMPDIR=\(scratch.path)\nSQLITE_TMPDIR=\(scratch.path)\n")
    }

    @Test func findsNothingInItsEnvironmentAndNothingOpen() async throws {
        let runner = try await hostile()
        #expect(try await attempt("environment", in: runner) == "")
        let open = try await attempt("descriptors", in: runner).split(separator: "\n")
        #expect(open.prefix(3).allSatisfy { $0.hasSuffix("/dev/null") })
        #expect(open.dropFirst(3).first?.hasPrefix("3 socket:") == true)
        // The folder of its own in /proc, which a rule needs.
        #expect(open.dropFirst(4).allSatisfy { $0.hasSuffix("/proc/\(runner.id)") } && open.count <= 5)
    }

    @Test func makesSocketsOfTheInternetWhereTheNetworkIsGranted() async throws {
        let runner = try await hostile(["--network"])
        for what in ["socket", "socket6", "routes"] { #expect(try await attempt(what, in: runner) == "0", "\(what)") }
        for what in ["unix", "raw", "audit", "pair"] {
            #expect(try await attempt(what, in: runner) == "\(EPERM)", "\(what)")
        }
    }

    @Test func theSystemEndsItBeforeTheHost() async throws {
        let runner = try await hostile()
        _ = try await attempt("private", in: runner)
        func score(of process: String) throws -> Int? {
            Int(try String(contentsOfFile: "/proc/\(process)/oom_score_adj", encoding: .utf8).dropLast())
        }
        let own = try #require(try score(of: "self"))
        #expect(try score(of: "\(runner.id)") == min(own + 500, 1000))
    }

    @Test func hasNoMoreMemoryThanItsLimit() async throws {
        let runner = try await hostile(["--memory", "64"])
        #expect(try await attempt("allocate 16", in: runner) == "0")
        #expect(try await attempt("allocate 100", in: runner) == "\(ENOMEM)")
        #expect(try await attempt("allocate 16", in: runner) == "0")
        #expect(try await attempt("allocate 100", in: try await hostile()) == "0")
    }

    @Test(arguments: [("abort", -SIGABRT), ("exit", 7), ("crash", -SIGSEGV), ("wild", -SIGABRT)])
    func endsAlone(_ what: String, _ status: Int32) async throws {
        let runner = try await hostile()
        try runner.invoke(1, what)
        #expect(try await runner.next() == nil)
        #expect(await runner.ended() == status)
    }
}
