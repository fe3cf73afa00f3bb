import HubCore
import HubPlugins
import Synchronization

/// `hub-bench upgrade PLUGINS RUNNER EMPTY_FOLDER NEW`: what befalls calls while another release of a plugin takes over, and when the
/// one before comes back. The folder of plugins has the old one; both answer with their versions.
struct UpgradeBench {
    private struct Call: Sendable {
        let begun: UInt64
        let ended: UInt64
        /// nil: it failed.
        let version: String?
    }

    /// What the callers did so far, and whether they are to go on.
    private final class Tally: Sendable {
        private let made = Mutex<[Call]>([])
        private let ends = Atomic(false)

        var calls: [Call] { made.withLock { $0 } }
        var isOver: Bool { ends.load(ordering: .relaxed) }

        func add(_ call: Call) { made.withLock { $0.append(call) } }
        func end() { ends.store(true, ordering: .relaxed) }

        func wait(for count: Int) async throws {
            while made.withLock({ $0.count }) < count { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    private struct Change {
        let name: String
        let from: String
        let to: String
        let asked: UInt64
        /// New calls go where they should from here on.
        let done: UInt64
        /// What served before runs no more.
        let retired: UInt64
    }

    private static let callers = 64
    /// Calls before, between and after the two changes.
    private static let calls = 5000

    private let plugins: String
    private let runner: String
    private let releases: String
    private let new: String

    init?(_ arguments: [String]) {
        guard arguments.count == 4 else { return nil }
        (plugins, runner, releases, new) = (arguments[0], arguments[1], arguments[2], arguments[3])
    }

    func run() async throws {
        let host = try BenchHost(plugins: plugins) {
            $0.runner = runner
            $0.releaseFolder = releases
        }
        let release = try await host.plugins.stage(new)
        let tally = Tally()
        var changes: [Change] = []
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<Self.callers {
                group.addTask {
                    while !tally.isOver { tally.add(try await Self.call(host)) }
                }
            }
            defer { tally.end() }
            try await tally.wait(for: Self.calls)
            changes.append(try await Self.change(host, "upgrade", from: "1.0.0", to: release, digest: release.digest))
            try await tally.wait(for: 2 * Self.calls)
            changes.append(try await Self.change(host, "roll back", from: release.version, to: release, digest: nil))
            try await tally.wait(for: 3 * Self.calls)
        }
        let isGood = report(tally.calls, changes)
        await host.shutdown()
        guard isGood else { throw BenchFailure("a call failed, or a release answered that was retired") }
    }

    private static func call(_ host: BenchHost) async throws -> Call {
        let invocation = ToolInvocation(
            caller: try BenchHost.caller("bench"), tool: tool, arguments: [:], deadline: .after(.seconds(30)),
            traceID: "")
        let begun = MonotonicTime.now()
        let outcome = await host.plugins.invoke(invocation)
        let ended = MonotonicTime.now()
        switch outcome {
        case .success(let value): return Call(begun: begun, ended: ended, version: value["version"]?.stringValue)
        case .failure(let failure):
            // Seen whatever becomes of the count; and who fails at once lets others go on.
            print("failed: \(failure.message)")
            await Task.yield()
            return Call(begun: begun, ended: ended, version: nil)
        }
    }

    /// One row for all calls, so that its instance goes over with them.
    private static let tool = Tool(name: "version", description: "", type: "BENCH_VERSION")

    private static func change(
        _ host: BenchHost, _ name: String, from: String, to release: PluginRelease, digest: String?
    ) async throws -> Change {
        let asked = MonotonicTime.now()
        let route = PluginRoute(
            plugin: release.plugin, tenant: nil, digest: digest, previous: digest == nil ? release.digest : nil)
        if let failure = await host.plugins.follow([route]).first { throw BenchFailure(failure.reason) }
        let done = MonotonicTime.now()
        while host.plugins.statuses().contains(where: {
            $0.release.version == from && ($0.state == .serving || $0.state == .draining)
        }) {
            guard MonotonicTime.milliseconds(since: done) < 30_000 else { throw BenchFailure("\(from) is not retired") }
            try await Task.sleep(for: .milliseconds(1))
        }
        return Change(
            name: name, from: from, to: digest == nil ? "1.0.0" : release.version, asked: asked, done: done,
            retired: MonotonicTime.now())
    }

    /// Prints what befell the calls; whether none failed, and each was answered by a release that served.
    private func report(_ calls: [Call], _ changes: [Change]) -> Bool {
        var isGood = !calls.contains { $0.version == nil }
        print("\(calls.count) calls of \(Self.callers) callers, \(calls.count { $0.version == nil }) failed.")
        print("")
        Table.head(
            "change", "calls that began before it was done and ended after it was asked for", "failed",
            "longest of them ms", "asked to done ms", "done to retired ms",
            "calls that began when it was done and were answered by the other", "answers of a version that was retired")
        for (index, change) in changes.enumerated() {
            let next = index + 1 < changes.count ? changes[index + 1].asked : UInt64.max
            let across = calls.filter { $0.begun < change.done && $0.ended > change.asked }
            let late = calls.filter { $0.begun >= change.done && $0.ended < next && $0.version != change.to }
            let retired = calls.filter { $0.ended > change.retired && $0.ended < next && $0.version == change.from }
            let longest = across.map { Double($0.ended - $0.begun) / 1e6 }.max() ?? 0
            Table.row([
                change.name, String(across.count), String(across.count { $0.version == nil }), longest.written(1),
                (Double(change.done - change.asked) / 1e6).written(1),
                (Double(change.retired - change.done) / 1e6).written(1),
                String(late.count), String(retired.count),
            ])
            isGood = isGood && late.isEmpty && retired.isEmpty
        }
        return isGood
    }
}
