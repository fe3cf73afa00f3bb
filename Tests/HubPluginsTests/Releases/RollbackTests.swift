import HubCore
import Support
import Testing

@testable import HubPlugins

/// Releases that fail after calls have gone to them.
@Suite(.serialized) struct RollbackTests {
    private struct Failed: Hashable {
        let digest: String
        let reason: String
    }

    private func with(
        hosting: Hosting = .inProcess, _ test: (HostFixture, Kept<[Failed]>) async throws -> Void
    ) async throws {
        let failed = Kept<[Failed]>([])
        try await HostFixture.with(
            HostFixture.bundled(), hosting: hosting,
            configure: { configuration in
                configuration.grace = .milliseconds(200)
                configuration.probationCrashes = 2
                configuration.releaseFailed = { plugin, digest, reason in
                    #expect(plugin == HostFixture.releasePlugin)
                    failed.change { $0.append(Failed(digest: digest, reason: reason)) }
                }
            }
        ) { fixture async throws in try await test(fixture, failed) }
    }

    private func incident(_ release: PluginRelease, _ kind: PluginIncident.Kind) -> PluginIncident {
        PluginIncident(plugin: release.plugin, version: release.version, digest: release.digest, kind: kind)
    }

    @Test func aReleaseThatIsShutOutGivesItsCallsBackToWhatServedBefore() async throws {
        try await with { fixture, failed async throws in
            let tool = Tool.of("RELEASE")
            let release = try await fixture.stage("2.0.0")
            #expect(await fixture.follow(.to(release)).isEmpty)
            let plugin = fixture.installed(release)
            #expect(try await fixture.call(tool, ["do": "stuck"], within: .milliseconds(50)).failure?.code == .deadline)
            try await plugin.pass(2)
            try await yieldWhile { try await fixture.answer(tool) != "1.0.0" }
            let reason = "It was shut out: it kept a thread past its time."
            #expect(failed.value == [Failed(digest: release.digest, reason: reason)])
            let status = try #require(fixture.host.statuses().first { !$0.isBundled })
            #expect(status.reason == reason)
            #expect(try fixture.statistics("test.release").quarantine == nil)
            #expect(fixture.lines(with: "A plugin's release failed").count == 1)

            // The store may not know of it yet: what it says is not done again.
            #expect(
                await fixture.follow(.to(release))
                    == ["all: The release failed here, and what served before serves again: \(reason)"])
            #expect(try await fixture.answer(tool) == "1.0.0")
            // Then it does; and who routes to it once more hears why not.
            #expect(await fixture.follow(.to(nil, previous: release)).isEmpty)
            #expect(
                await fixture.follow(.to(release))
                    == ["all: The release is shut out: it kept a thread past its time."])
            #expect(failed.value.count == 1)
            try plugin.open(3)
            try await fixture.until("2.0.0", is: .failed)
        }
    }

    @Test func tooManyCrashesSoonAfterItWentLiveMakeAReleaseFail() async throws {
        try await with(hosting: .isolated) { fixture, failed async throws in
            let tool = Tool.of("RELEASE")
            let release = try await fixture.stage("2.0.0")
            #expect(await fixture.follow(.to(release, for: "acme"), .to(nil)).isEmpty)
            #expect(try await fixture.answer(tool, tenant: "other") == "1.0.0")
            #expect(try await fixture.call(tool, ["do": "crash"]).failure?.code == .crashed)
            #expect(try await fixture.answer(tool) == "2.0.0")
            #expect(failed.value.isEmpty)
            #expect(try await fixture.call(tool, ["do": "crash"]).failure?.code == .crashed)
            try await yieldWhile { try await fixture.answer(tool) != "1.0.0" }
            #expect(failed.value.map(\.digest) == [release.digest])
            #expect(
                failed.value.first?.reason.hasPrefix("It crashed 2 times soon after it went live, last: SIG") == true)
            try await fixture.until("2.0.0", is: .failed)

            // Once the store has it, an administrator may try again.
            #expect(await fixture.follow().isEmpty)
            #expect(await fixture.follow(.to(release)).isEmpty)
            #expect(try await fixture.answer(tool) == "2.0.0")
            #expect(fixture.states()["2.0.0"] == .serving)
        }
    }

    @Test(arguments: Hosting.allCases) func whatServedBeforeIsLoadedWhereItIsNot(_ hosting: Hosting) async throws {
        try await with(hosting: hosting) { fixture, failed async throws in
            let tool = Tool.of("RELEASE")
            let previous = try await fixture.stage("2.0.0")
            let release = try await fixture.stage("3.0.0")
            #expect(await fixture.follow(.to(release, previous: previous)).isEmpty)
            fixture.host.hear(incident(release, .quarantined("a test")))
            try await yieldWhile { try await fixture.answer(tool) != "2.0.0" }
            // Another report of the same is no news, and neither is one on a release that nobody routes to.
            fixture.host.hear(incident(release, .quarantined("a test")))
            fixture.host.hear(incident(release, .crashed("SIGSEGV")))
            #expect(failed.value == [Failed(digest: release.digest, reason: "It was shut out: a test.")])
            #expect(try await fixture.answer(tool) == "2.0.0")
        }
    }

    @Test func whereNothingServedBeforeTheReleaseStays() async throws {
        try await HostFixture.with { fixture async throws in
            let release = try await fixture.stage("2.0.0")
            #expect(await fixture.follow(.to(release)).isEmpty)
            fixture.host.hear(incident(release, .quarantined("a test")))
            #expect(try await fixture.answer(.of("RELEASE")) == "2.0.0")
            // The file of the plugin directory has no route and nothing before it.
            #expect(fixture.lines(with: "A plugin's release failed").isEmpty)
        }
    }

    @Test func whatFailedItselfIsNotGoneBackTo() async throws {
        try await with { fixture, failed async throws in
            let tool = Tool.of("RELEASE")
            let first = try await fixture.stage("2.0.0")
            let second = try await fixture.stage("3.0.0")
            #expect(await fixture.follow(.to(first)).isEmpty)
            let plugin = fixture.installed(first)
            _ = try await fixture.call(tool, ["do": "stuck"], within: .milliseconds(50))
            try await plugin.pass(2)
            try await yieldWhile { try await fixture.answer(tool) != "1.0.0" }
            #expect(await fixture.follow(.to(second, previous: first)).isEmpty)
            fixture.host.hear(incident(second, .quarantined("a test")))
            #expect(try await fixture.answer(tool) == "3.0.0")
            #expect(failed.value.map(\.digest) == [first.digest])
            try plugin.open(3)
        }
    }

    @Test func crashesAreCountedAnewWhenARouteNamesAReleaseAgain() async throws {
        try await with { fixture, failed async throws in
            let release = try await fixture.stage("2.0.0")
            for _ in 0..<3 {
                #expect(await fixture.follow(.to(release)).isEmpty)
                fixture.host.hear(incident(release, .crashed("SIGSEGV")))
                #expect(await fixture.follow().isEmpty)
            }
            #expect(failed.value.isEmpty)
        }
    }
}
