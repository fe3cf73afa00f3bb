import Foundation
import HubCore
import HubMetrics
import Support
import Testing

@testable import HubPlugins

/// Releases of one plugin side by side in one host.
@Suite(.serialized) struct UpgradeTests {
    @Test func aRouteSendsNewCallsToItsReleaseAndTheOldOneRetires() async throws {
        try await HostFixture.with(HostFixture.bundled()) { fixture async throws in
            let tool = Tool.of("RELEASE")
            #expect(try await fixture.answer(tool) == "1.0.0")
            let release = try await fixture.stage("2.0.0")
            #expect(release.plugin == "test.release" && release.version == "2.0.0" && release.types == ["RELEASE"])
            // Nothing is served by it until a route says so.
            #expect(fixture.states() == ["1.0.0": .serving])
            #expect(try await fixture.answer(tool) == "1.0.0")

            #expect(await fixture.follow(.to(release)).isEmpty)
            #expect(try await fixture.answer(tool) == "2.0.0")
            try await fixture.until("1.0.0", is: .retired)
            let statuses = fixture.host.statuses()
            #expect(statuses.map(\.isBundled) == [true, false])
            #expect(statuses.map(\.state) == [.retired, .serving])
            #expect(statuses[1].release == release)
            #expect(try fixture.plugin("release").count(.destroyed) == 1)
            // In this process: there is no second start.
            #expect(try fixture.plugin("release").count(.stopped) == 0)
            #expect(fixture.host.toolTypes().map(\.description) == ["Release 2.0.0."])

            // Back in one call.
            #expect(await fixture.follow().isEmpty)
            #expect(try await fixture.answer(tool) == "1.0.0")
            try await fixture.until("2.0.0", is: .retired)
            #expect(try fixture.statistics("test.release").instances == 1)
        }
    }

    @Test func aReleaseWithAProcessOfItsOwnEndsWithItAndStartsAnew() async throws {
        try await HostFixture.with(HostFixture.bundled(), hosting: .isolated) { fixture async throws in
            let tool = Tool.of("RELEASE")
            let release = try await fixture.stage("2.0.0")
            for _ in 0..<3 {
                #expect(await fixture.follow(.to(release)).isEmpty)
                #expect(try await fixture.answer(tool) == "2.0.0")
                try await fixture.until("1.0.0", is: .retired)
                #expect(fixture.host.statuses().map(\.isIsolated) == [true, true])
                // One process: the other's memory is no longer there to be counted.
                #expect(fixture.host.roster.withLock { $0.registry.plugins.count } == 1)
                #expect(await fixture.follow().isEmpty)
                #expect(try await fixture.answer(tool) == "1.0.0")
                try await fixture.until("2.0.0", is: .retired)
            }
            #expect(fixture.host.statuses().map(\.state) == [.serving, .retired])
        }
    }

    @Test func aCallUnderWayFinishesWhereItBegan() async throws {
        try await HostFixture.with(HostFixture.bundled()) { fixture async throws in
            let tool = Tool.of("RELEASE")
            async let running = fixture.call(tool, ["do": "open"])
            try await fixture.plugin("release").pass(0)
            let release = try await fixture.stage("2.0.0")
            #expect(await fixture.follow(.to(release)).isEmpty)
            #expect(try await fixture.answer(tool) == "2.0.0")
            let old = try #require(fixture.host.statuses().first { $0.isBundled })
            #expect(old.state == .draining)
            #expect(old.callsInFlight == 1 && old.instances == 1)
            #expect(try fixture.plugin("release").count(.destroyed) == 0)
            _ = try fixture.plugin("release").number("test_finish")
            #expect(try await running.value == ["release": "1.0.0", "late": true])
            try await fixture.until("1.0.0", is: .retired)
            try await yieldWhile { try fixture.plugin("release").count(.destroyed) < 1 }
        }
    }

    /// Also one that is not with its instance yet, which is then made for it alone.
    @Test func aCallCountsFromItsPreparation() async throws {
        try await HostFixture.with(HostFixture.bundled()) { fixture async throws in
            let tool = Tool.of("RELEASE")
            guard case .success(let prepared) = fixture.host.prepare(try HostFixture.invocation(tool)) else {
                Issue.record("The call is refused")
                return
            }
            #expect(await fixture.follow(.to(try await fixture.stage("2.0.0"))).isEmpty)
            #expect(fixture.states() == ["1.0.0": .draining, "2.0.0": .serving])
            #expect(await fixture.host.run(prepared, tool: tool).value?["release"] == "1.0.0")
            try await fixture.until("1.0.0", is: .retired)
            try await yieldWhile { try fixture.plugin("release").count(.destroyed) < 1 }
            #expect(try fixture.plugin("release").count(.created) == 1)
        }
    }

    @Test func whatIsMadeForALateCallDoesNotStayWhereItsTenantGoesNoMore() async throws {
        try await HostFixture.with(HostFixture.bundled()) { fixture async throws in
            let tool = Tool.of("RELEASE")
            guard case .success(let prepared) = fixture.host.prepare(try HostFixture.invocation(tool)) else {
                Issue.record("The call is refused")
                return
            }
            // The others stay, so the release does too.
            #expect(await fixture.follow(.to(try await fixture.stage("2.0.0"), for: "acme")).isEmpty)
            #expect(await fixture.host.run(prepared, tool: tool).value?["release"] == "1.0.0")
            try await yieldWhile { fixture.host.callsInFlight() != [:] }
            #expect(fixture.host.statuses().first?.state == .serving)
            try await yieldWhile { try fixture.plugin("release").count(.destroyed) < 1 }
        }
    }

    /// A call whose caller has gone counts until its plugin lets go of it.
    @Test(arguments: ["cancelled", "deadline"]) func aCallThatNobodyWaitsForKeepsItsRelease(how: String) async throws {
        try await HostFixture.with(HostFixture.bundled()) { fixture async throws in
            let tool = Tool.of("RELEASE")
            let limit: Duration = how == "deadline" ? .milliseconds(50) : .seconds(60)
            let task = Task { try await fixture.call(tool, ["do": "open"], within: limit) }
            try await fixture.plugin("release").pass(0)
            if how == "cancelled" { task.cancel() }
            #expect(try await task.value.failure?.code.rawValue == how)
            #expect(await fixture.follow(.to(try await fixture.stage("2.0.0"))).isEmpty)
            #expect(fixture.states()["1.0.0"] == .draining)
            _ = try fixture.plugin("release").number("test_finish")
            try await fixture.until("1.0.0", is: .retired)
        }
    }

    @Test func aRefusedCallCountsNoLonger() async throws {
        try await HostFixture.with(
            HostFixture.bundled(), configure: { $0.calls = 1 }
        ) { fixture async throws in
            let tool = Tool.of("RELEASE")
            let text = JSONValue.string(String(repeating: "x", count: 200_000))
            #expect(try await fixture.call(tool, ["text": text]).failure?.code == .tooLarge)
            #expect(try await fixture.call(tool, within: .zero).failure?.code == .deadline)
            async let running = fixture.call(tool, ["do": "open"])
            try await fixture.plugin("release").pass(0)
            #expect(try await fixture.call(tool).failure?.code == .busy)
            let cancelled = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await fixture.call(tool)
            }
            _ = try await cancelled.value
            _ = try fixture.plugin("release").number("test_finish")
            #expect(try await running.value != nil)
            let refused = Tool.of("RELEASE", config: ["x": "refused-by-1.0.0"])
            try await yieldWhile { fixture.host.callsInFlight() != [:] }
            #expect(try await fixture.call(refused).failure?.code == .invalidConfiguration)
            #expect(await fixture.follow(.to(try await fixture.stage("2.0.0"))).isEmpty)
            try await fixture.until("1.0.0", is: .retired)
        }
    }

    @Test(arguments: Hosting.allCases) func aTenantMayGoAheadOfTheOthers(_ hosting: Hosting) async throws {
        try await HostFixture.with(HostFixture.bundled(), hosting: hosting) { fixture async throws in
            let tool = Tool.of("RELEASE")
            #expect(try await fixture.answer(tool, tenant: "acme") == "1.0.0")
            #expect(try await fixture.answer(tool, tenant: "other") == "1.0.0")
            let release = try await fixture.stage("2.0.0", flags: ["-DPLUGIN_FIELDS=.type_count=2"])
            #expect(await fixture.follow(.to(release, for: "acme")).isEmpty)
            #expect(try await fixture.answer(tool, tenant: "acme") == "2.0.0")
            #expect(try await fixture.answer(tool, tenant: "other") == "1.0.0")
            // Only the tenant's instance is gone, and only the tenant has the new type.
            #expect(fixture.host.statuses().map(\.instances) == [1, 1])
            #expect(try await fixture.answer(.of("RELEASE_MORE"), tenant: "acme") == "2.0.0")
            let failure = try await fixture.call(.of("RELEASE_MORE"), tenant: "other").failure
            #expect(failure?.message == "No loaded plugin offers the tool type RELEASE_MORE.")
            #expect(fixture.host.toolTypes().map(\.id) == ["RELEASE"])
            // Its rows are tried on the release that will serve them.
            var row = Tool.of("RELEASE_MORE")
            row.owner = TenantID("acme")
            #expect(await fixture.host.problems(with: row).isEmpty)

            // And everyone follows.
            #expect(await fixture.follow(.to(release)).isEmpty)
            #expect(try await fixture.answer(.of("RELEASE_MORE"), tenant: "other") == "2.0.0")
            try await fixture.until("1.0.0", is: .retired)
            // A release that drops a type may be routed to; calls of the type's rows say that it is gone.
            #expect(await fixture.follow(.to(nil)).isEmpty)
            #expect(try await fixture.call(.of("RELEASE_MORE")).failure?.code == .unavailable)
        }
    }

    @Test(arguments: Hosting.allCases) func aPluginThatOnlyTheStoreHasIsServedAndGoes(_ hosting: Hosting) async throws {
        try await HostFixture.with(hosting: hosting) { fixture async throws in
            #expect(try await fixture.call(.of("RELEASE")).failure?.code == .unavailable)
            let release = try await fixture.stage("2.0.0")
            #expect(await fixture.follow(.to(release)).isEmpty)
            #expect(try await fixture.answer(.of("RELEASE")) == "2.0.0")
            #expect(await fixture.follow().isEmpty)
            #expect(try await fixture.call(.of("RELEASE")).failure?.code == .unavailable)
            try await fixture.until("2.0.0", is: .retired)
            #expect(
                await fixture.follow(.to(nil, for: "acme"))
                    == ["acme: The plugin directory has no plugin test.release."])
        }
    }

    @Test func theFileOfThePluginDirectoryIsNotLoadedTwice() async throws {
        try await HostFixture.with(HostFixture.bundled()) { fixture async throws in
            let release = try await fixture.stage("1.0.0")
            #expect(await fixture.follow(.to(release)).isEmpty)
            #expect(fixture.host.statuses().map(\.release) == [release])
            #expect(try fixture.plugin("release").count(.started) == 1)
        }
    }

    /// Every answer is of the release that was routed to when the call was prepared, or of a later one; none fails; and one that
    /// is retired answers nothing.
    @Test(arguments: Hosting.allCases) func noCallIsLostWhileRoutesGoBackAndForth(_ hosting: Hosting) async throws {
        try await HostFixture.with(HostFixture.bundled(), hosting: hosting) { fixture async throws in
            let releases = [nil, try await fixture.stage("2.0.0"), try await fixture.stage("3.0.0")]
            let tools = (0..<6).map { Tool.of("RELEASE", config: ["mark": .int($0 + 1)]) }
            let answered = Kept<[String: Int]>([:])
            // In the order of the changes: from when a release may answer, and from when none before it may.
            let history = Kept<[(version: String, isSettled: Bool)]>([("1.0.0", true)])
            let isDone = Kept(false)
            @Sendable func total() -> Int { answered.value.values.reduce(0, +) }
            try await withThrowingTaskGroup { group in
                for worker in 0..<8 {
                    group.addTask {
                        var number = worker
                        while !isDone.value {
                            number += 1
                            let index = number % tools.count
                            let start = history.value
                            let way: JSONValue = number % 3 == 0 ? ["do": "thread"] : [:]
                            let outcome = try await fixture.call(
                                tools[index], way, tenant: number % 2 == 0 ? "acme" : "other")
                            let value = try #require(outcome.value, "\(outcome)")
                            #expect(value["mark"] == .int(index + 1))
                            let version = try #require(value["release"]?.stringValue)
                            let settled = start.lastIndex { $0.isSettled } ?? 0
                            #expect(history.value[settled...].contains { $0.version == version })
                            answered.change { $0[version, default: 0] += 1 }
                        }
                    }
                }
                group.addTask {
                    defer { isDone.change { $0 = true } }
                    for round in 1...24 {
                        let (old, new) = ("\((round - 1) % 3 + 1).0.0", "\(round % 3 + 1).0.0")
                        history.change { $0.append((new, false)) }
                        #expect(await fixture.follow(.to(releases[round % 3])).isEmpty)
                        history.change { $0.append((new, true)) }
                        try await fixture.until(old, is: .retired)
                        let plugin = releases[(round - 1) % 3].map(fixture.installed) ?? fixture.plugin("release")
                        // What has a process of its own has none any more.
                        let invoked = hosting == .inProcess ? try plugin.count(.invoked) : 0
                        let mark = total()
                        try await yieldWhile { total() < mark + 400 }
                        #expect(try hosting == .isolated || plugin.count(.invoked) == invoked)
                    }
                }
                for try await _ in group {}
            }
            #expect(answered.value.keys.sorted() == ["1.0.0", "2.0.0", "3.0.0"])
            try await yieldWhile { fixture.host.callsInFlight() != [:] }
            #expect(fixture.host.statuses().allSatisfy { $0.callsInFlight == 0 })
        }
    }

    /// A changed row is such an upgrade too: its new instance is made beside the old one.
    @Test func aChangedRowLosesNoCall() async throws {
        try await HostFixture.with(HostFixture.bundled()) { fixture async throws in
            let first = Tool.of("RELEASE", config: ["mark": 1])
            let row = Kept(first)
            async let slow = fixture.call(first, ["do": "open"])
            try await fixture.plugin("release").pass(0)
            let isDone = Kept(false)
            try await withThrowingTaskGroup { group in
                for _ in 0..<6 {
                    group.addTask {
                        while !isDone.value {
                            let tool = row.change { $0 }
                            let outcome = try await fixture.call(tool, ["do": "thread"])
                            // The version that the caller read answers, and no other.
                            #expect(outcome.value?["mark"] == .int(tool.version))
                        }
                    }
                }
                group.addTask {
                    defer { isDone.change { $0 = true } }
                    for version in 2...40 {
                        row.change { row in
                            row.version = version
                            row.config = ["mark": .int(version)]
                        }
                        let tool = row.change { $0 }
                        try await yieldWhile { fixture.instance(of: tool) == nil }
                    }
                }
                for try await _ in group {}
            }
            // The first one's instance waits for its call.
            #expect(try fixture.plugin("release").count(.destroyed) < fixture.plugin("release").count(.created) - 1)
            _ = try fixture.plugin("release").number("test_finish")
            #expect(try await slow.value?["release"] == "1.0.0")
            try await yieldWhile { try fixture.statistics("test.release").instances != 1 }
        }
    }

    @Test(arguments: Hosting.allCases) func documentsGoToTheReleaseThatServesTheirTenant(_ hosting: Hosting)
        async throws
    {
        try await HostFixture.with(.plugin("knowledge"), hosting: hosting) { fixture async throws in
            let library = try await PluginCompiler.standard.library("knowledge", flags: ["-O0"])
            let release = try await fixture.host.stage(library.path)
            #expect(await fixture.follow(.to(release, for: "acme", plugin: release.plugin)).isEmpty)
            for tenant in ["acme", "other"] {
                let scope = TenantScope(tenant: try #require(TenantID(tenant)))
                guard case .success = await fixture.host.indexed(scope, by: .after(.seconds(60))) else {
                    Issue.record("\(tenant)'s documents have nobody who keeps them")
                    continue
                }
            }
            #expect(fixture.host.statuses().map(\.instances) == [1, 1])
        }
    }

    /// Two releases of a plugin are one in the metrics: their ids are the labels.
    @Test func releasesAreAddedUpByPlugin() async throws {
        try await HostFixture.with(HostFixture.bundled()) { fixture async throws in
            let tool = Tool.of("RELEASE")
            let release = try await fixture.stage("2.0.0")
            #expect(await fixture.follow(.to(release, for: "acme")).isEmpty)
            for tenant in ["acme", "other"] { _ = try await fixture.answer(tool, tenant: tenant) }
            let statistics = fixture.host.statistics()
            #expect(statistics.map(\.plugin) == ["test.release"])
            #expect(statistics.map(\.instances) == [2])
            #expect(statistics.map(\.version) == ["1.0.0"])
            let registry = MetricsRegistry()
            fixture.host.register(on: registry)
            let samples = registry.exposition().split(separator: "\n").filter { !$0.hasPrefix("#") }
                .compactMap { $0.split(separator: " ").first }
            #expect(samples.contains { $0.contains("test.release") })
            #expect(Set(samples).count == samples.count)
        }
    }

    @Test func shutdownWhileAReleaseDrainsEndsBoth() async throws {
        try await HostFixture.with(HostFixture.bundled()) { fixture async throws in
            let tool = Tool.of("RELEASE")
            async let running = fixture.call(tool, ["do": "open"])
            try await fixture.plugin("release").pass(0)
            let release = try await fixture.stage("2.0.0")
            #expect(await fixture.follow(.to(release)).isEmpty)
            #expect(try await fixture.answer(tool) == "2.0.0")
            async let closing: Void = fixture.host.shutdown()
            try await yieldWhile { try await fixture.call(tool).failure?.code != .unavailable }
            #expect(await fixture.follow() == ["all: The server is closing."])
            _ = try fixture.plugin("release").number("test_finish")
            #expect(try await running.value?["release"] == "1.0.0")
            await closing
            for plugin in [fixture.plugin("release"), fixture.installed(release)] {
                #expect(try plugin.count(.destroyed) == plugin.count(.created))
                #expect(try plugin.count(.stopped) == 1)
            }
        }
    }

    /// The type is there, but not for whom the platform's tools are.
    @Test func aPlatformsRowIsToldThatItsTypeServesSomeTenantsOnly() async throws {
        try await HostFixture.with(.plugin("echo")) { fixture async throws in
            let tool = Tool.of("RELEASE")
            let unknown = try #require(await fixture.host.problems(with: tool).first)
            #expect(unknown.message == "No loaded plugin offers this tool type; there are ECHO.")
            #expect(await fixture.follow(.to(try await fixture.stage("2.0.0"), for: "acme")).isEmpty)
            let problem = try #require(await fixture.host.problems(with: tool).first)
            #expect(problem.pointer == "/base_tool_type")
            #expect(problem.message.hasPrefix("The plugin of this tool type serves only some tenants"))
        }
    }
}
