import Glibc
import HubCore
import Testing

@testable import HubKnowledge

/// What ends by itself has a deadline far off; what must be ended has a near one, and would last far longer.
@Suite(.serialized) struct ProgramRunnerTests {
    private let runner = ProgramRunner(concurrent: 2)
    private let far = Deadline.after(.seconds(120))

    private func shell(_ script: String, limits: ProgramLimits = ProgramLimits(processes: 4096)) -> ProgramRun {
        ProgramRun("/bin/sh", ["-c", script], limits: limits)
    }

    /// Whether a process of the id is there and no zombie.
    private func isRunning(_ id: pid_t) -> Bool {
        guard let file = fopen("/proc/\(id)/stat", "r") else { return false }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 512)
        guard fgets(&line, 512, file) != nil else { return false }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return false }
        return !text[end...].hasPrefix(") Z") && !text[end...].hasPrefix(") X")
    }

    @Test func givesOutputErrorsAndStatus() async throws {
        let result = try await runner.run(shell("echo out; echo err >&2; exit 3"), by: far)
        #expect(result == ProgramResult(ending: .exited(3), output: Array("out\n".utf8), errors: "err\n"))
    }

    @Test func passesArgumentsAsTheyAre() async throws {
        let run = ProgramRun("/usr/bin/printf", ["%s|", "a b", "$(id)", "--", "'"])
        let result = try await runner.run(run, by: far)
        #expect(String(decoding: result.output, as: UTF8.self) == "a b|$(id)|--|'|")
    }

    @Test func givesAnEnvironmentOfItsOwnAndNoOpenFiles() async throws {
        setenv("AGENTHUB_SECRET_OF_THIS_TEST", "seen", 1)
        let leak = open("/dev/null", O_RDONLY)
        defer { close(leak) }
        let result = try await runner.run(shell("/usr/bin/env; ls /proc/self/fd"), by: far)
        let lines = String(decoding: result.output, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(lines.contains("LC_ALL=C.UTF-8"))
        #expect(!lines.contains { $0.contains("SECRET") })
        // `ls` has the folder itself open too.
        #expect(lines.filter { Int($0) != nil } == ["0", "1", "2", "3"])
    }

    @Test func readsAFileOfMemoryThatCanBeSought() async throws {
        let bytes = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        let file = try await MemoryFile(size: bytes.count) { Array(bytes[$0..<$0 + $1]) }
        let run = ProgramRun("/usr/bin/tail", ["-c", "500000", ProgramRun.inputPath], input: file)
        #expect(try await runner.run(run, by: far).output == Array(bytes.suffix(500_000)))
        // A second program has a place of its own in it.
        #expect(try await runner.run(run, by: far).output == Array(bytes.suffix(500_000)))
    }

    @Test func aFileThatEndsEarlyIsNoFile() async {
        await #expect(throws: MemoryFileError.short) {
            _ = try await MemoryFile(size: 10) { offset, _ in offset == 0 ? [1, 2, 3] : [] }
        }
    }

    @Test func killsOneThatSpins() async {
        await #expect(throws: ProgramFailure.deadline) {
            try await runner.run(shell("while :; do :; done"), by: .after(.milliseconds(200)))
        }
    }

    @Test func killsOneThatClosedItsOutputAndGoesOn() async {
        await #expect(throws: ProgramFailure.deadline) {
            try await runner.run(
                shell("exec >/dev/null 2>&1; while :; do :; done"), by: .after(.milliseconds(200)))
        }
    }

    @Test func killsWhatItStartedToo() async throws {
        // The first ends at once; the two that it leaves behind hold no output, and would run for minutes.
        let script = """
            sh -c 'echo $$; exec >/dev/null 2>&1 </dev/null; exec sleep 600' &
            sh -c 'echo $$; exec >/dev/null 2>&1 </dev/null; exec sleep 600' &
            read line </dev/null; exit 0
            """
        let result = try await runner.run(shell(script), by: far)
        let ids = String(decoding: result.output, as: UTF8.self).split(separator: "\n").compactMap { pid_t($0) }
        #expect(!ids.isEmpty)
        for id in ids { await #expect(eventually { !isRunning(id) }) }
    }

    @Test func killsAGroupThatHoldsTheOutput() async {
        await #expect(throws: ProgramFailure.deadline) {
            try await runner.run(shell("sleep 600 & sleep 600 & exit 0"), by: .after(.milliseconds(300)))
        }
    }

    @Test func endsOneThatFloodsItsOutput() async {
        await #expect(throws: ProgramFailure.outputTooLarge(limit: 100_000)) {
            try await runner.run(shell("yes", limits: ProgramLimits(processes: 4096, outputBytes: 100_000)), by: far)
        }
    }

    @Test func keepsOnlyTheBeginningOfAFloodOfErrors() async throws {
        let script = "yes error | head -c 5000000 >&2; echo done"
        let result = try await runner.run(
            shell(script, limits: ProgramLimits(processes: 4096, errorBytes: 1000)), by: far)
        #expect(result.errors.utf8.count == 1000)
        #expect(result.output == Array("done\n".utf8))
    }

    @Test func aSignalIsNoStatus() async throws {
        #expect(try await runner.run(shell("kill -SEGV $$"), by: far).ending == .killed(SIGSEGV))
    }

    @Test func holdsItsLimitsOfProcessorMemoryAndFiles() async throws {
        let spins = shell("while :; do :; done", limits: ProgramLimits(processorSeconds: 1))
        let ending = try await runner.run(spins, by: far).ending
        #expect(ending == .killed(SIGXCPU))
        let limits = try await runner.run(
            ProgramRun(
                "/usr/bin/prlimit", ["--noheadings", "--raw", "--output", "RESOURCE,HARD"],
                limits: ProgramLimits(addressSpace: 123_456_789, processorSeconds: 7, fileBytes: 0)), by: far)
        let lines = Set(String(decoding: limits.output, as: UTF8.self).split(separator: "\n").map(String.init))
        #expect(lines.isSuperset(of: ["AS 123456789", "CPU 8", "FSIZE 0", "NPROC 1", "CORE 0", "NOFILE 64"]))
    }

    @Test func cancellingKillsIt() async {
        let task = Task { try await runner.run(shell("while :; do :; done"), by: far) }
        task.cancel()
        await #expect(throws: ProgramFailure.cancelled) { try await task.value }
    }

    @Test func waitsForAPlaceNoLongerThanItsDeadline() async {
        let narrow = ProgramRunner(concurrent: 1)
        let first = Task { try await narrow.run(shell("sleep 600"), by: far) }
        await #expect(throws: ProgramFailure.deadline) {
            // Whichever comes first has the place; the other one's deadline is near.
            async let one = narrow.run(shell("sleep 600"), by: .after(.milliseconds(100)))
            _ = try await one
        }
        first.cancel()
        _ = await first.result
        await #expect(throws: Never.self) { try await narrow.run(shell(":"), by: far) }
    }

    @Test func findsOnlyWhatIsInstalled() {
        #expect(ProgramRunner.locate("sh") != nil)
        #expect(ProgramRunner.locate("agenthub-has-no-such-program") == nil)
    }
}

/// Whether it becomes true within half a minute.
func eventually(_ condition: () -> Bool) async -> Bool {
    let deadline = Deadline.after(.seconds(30))
    while !condition() {
        if deadline.hasPassed { return false }
        await Task.yield()
    }
    return true
}
