import Foundation
import HubCore
import Support
import Testing

@testable import HubPlugins

/// What a new release must do before calls go to it.
@Suite(.serialized) struct ReleaseWarmUpTests {
    @Test func instancesAreMadeBeforeCallsGoThere() async throws {
        try await HostFixture.with(HostFixture.bundled(), configure: { $0.warmUpRows = 3 }) { fixture async throws in
            let tools = (0..<4).map { Tool.of("RELEASE", config: ["mark": .int($0 + 1)]) }
            for tool in tools { #expect(try await fixture.answer(tool) == "1.0.0") }
            let release = try await fixture.stage("2.0.0")
            #expect(await fixture.follow(.to(release)).isEmpty)
            let plugin = fixture.installed(release)
            #expect(try plugin.count(.created) == 3)
            #expect(try plugin.number("test_asked") == 3)
            for tool in tools { #expect(try await fixture.answer(tool) == "2.0.0") }
            #expect(try plugin.count(.created) == 4)
            #expect(try plugin.count(.destroyed) == 0)
        }
    }

    @Test(
        arguments: [
            ("refused-by-2.0.0", "It refuses the tool release of the tenant acme: The column is gone."),
            ("ill-with-2.0.0", "The tool release of the tenant acme is ill with it: No such table."),
        ])
    func aReleaseThatDoesNotServeARowIsNotFollowed(words: String, reason: String) async throws {
        try await HostFixture.with(HostFixture.bundled()) { fixture async throws in
            let good = Tool.of("RELEASE", config: ["mark": 1])
            let tool = Tool.of("RELEASE", config: ["words": .string(words)])
            #expect(try await fixture.answer(good, tenant: "other") == "1.0.0")
            #expect(try await fixture.answer(tool) == "1.0.0")
            let release = try await fixture.stage("2.0.0")
            #expect(await fixture.follow(.to(release)) == ["all: \(reason)"])
            #expect(try await fixture.answer(tool) == "1.0.0")
            let status = try #require(fixture.host.statuses().first { !$0.isBundled })
            #expect(status.state == .failed)
            #expect(status.reason == reason)
            let plugin = fixture.installed(release)
            // What was made for it is let go.
            try await yieldWhile { try plugin.count(.destroyed) != plugin.count(.created) }
            #expect(fixture.host.statuses().map(\.instances) == [2, 0])

            // The tenant whose row it is goes no further, and the others may.
            #expect(await fixture.follow(.to(release, for: "acme"), .to(release, for: "other")) == ["acme: \(reason)"])
            #expect(try await fixture.answer(tool) == "1.0.0")
            #expect(try await fixture.answer(good, tenant: "other") == "2.0.0")
        }
    }

    @Test func aRowThatIsIllWithBothIsNoFaultOfTheNewOne() async throws {
        try await HostFixture.with(HostFixture.bundled()) { fixture async throws in
            for words in ["always-ill", "away-with-2.0.0"] {
                #expect(try await fixture.answer(.of("RELEASE", config: ["words": .string(words)])) == "1.0.0")
            }
            #expect(await fixture.follow(.to(try await fixture.stage("2.0.0"))).isEmpty)
        }
    }

    /// The old one was asked at the same moment, and says that the row is not well with it either.
    @Test func aRowThatIsIllWithBothInOtherWordsIsNoFaultOfTheNewOne() async throws {
        try await HostFixture.with(HostFixture.bundled()) { fixture async throws in
            let tool = Tool.of("RELEASE", config: ["words": "away-with-1.0.0 ill-with-2.0.0"])
            #expect(try await fixture.answer(tool) == "1.0.0")
            #expect(await fixture.follow(.to(try await fixture.stage("2.0.0"))).isEmpty)
        }
    }

    /// Nobody tells the host that a row was deleted or disabled: what nobody calls counts no more.
    @Test func aRowThatNobodyCallsAnyMoreDoesNotCount() async throws {
        try await HostFixture.with(HostFixture.bundled(), configure: { $0.warmUpRecency = .zero }) {
            fixture async throws in
            #expect(try await fixture.answer(.of("RELEASE", config: ["words": "ill-with-2.0.0"])) == "1.0.0")
            #expect(await fixture.follow(.to(try await fixture.stage("2.0.0"))).isEmpty)
        }
    }

    @Test func aRowThatOnlyAnAdministratorTriedDoesNotCount() async throws {
        try await HostFixture.with(HostFixture.bundled()) { fixture async throws in
            let tool = Tool.of("RELEASE", config: ["words": "ill-with-2.0.0"])
            let report = await fixture.host.test(try HostFixture.invocation(tool))
            #expect(report.outcome.value?["release"] == "1.0.0")
            #expect(await fixture.follow(.to(try await fixture.stage("2.0.0"))).isEmpty)
        }
    }

    /// Otherwise whoever tries an upgrade again and again would keep the rows that stand in its way.
    @Test func aQuestionForHealthIsNoUse() async throws {
        try await HostFixture.with(HostFixture.bundled()) { fixture async throws in
            let tool = Tool.of("RELEASE", config: ["words": "ill-with-2.0.0"])
            #expect(try await fixture.answer(tool) == "1.0.0")
            let instance = try #require(fixture.instance(of: tool))
            // The answer comes a moment before the instance is free.
            while instance.idleSince == nil { await Task.yield() }
            let (served, idle) = (instance.lastServed, instance.idleSince)
            #expect(await fixture.follow(.to(try await fixture.stage("2.0.0"))).count == 1)
            #expect(try fixture.plugin("release").number("test_asked") == 1)
            while instance.idleSince == nil { await Task.yield() }
            #expect(served != nil && instance.lastServed == served && instance.idleSince == idle)
        }
    }

    /// A release that is not taken says why, however often it is tried and whatever it did before.
    @Test(arguments: Hosting.allCases) func aReleaseThatIsNotFollowedHasFailed(_ hosting: Hosting) async throws {
        try await HostFixture.with(HostFixture.bundled(), hosting: hosting) { fixture async throws in
            let release = try await fixture.stage("2.0.0")
            #expect(await fixture.follow(.to(release)).isEmpty)
            #expect(await fixture.follow().isEmpty)
            try await fixture.until("2.0.0", is: .retired)
            #expect(try await fixture.answer(.of("RELEASE", config: ["words": "ill-with-2.0.0"])) == "1.0.0")
            for _ in 0..<2 {
                #expect(await fixture.follow(.to(release)).count == 1)
                try await fixture.until("2.0.0", is: .failed)
                let reason = fixture.host.statuses().first { !$0.isBundled }?.reason
                #expect(reason == "The tool release of the tenant acme is ill with it: No such table.")
                while fixture.host.roster.withLock({ $0.ending.count }) > 0 { await Task.yield() }
                #expect(fixture.states()["2.0.0"] == .failed)
            }
        }
    }

    /// As `activate` for all does it: some tenants have routes of their own, and all go back when one of them cannot follow.
    @Test func aReleaseThatSomeFollowedForAMomentHasFailed() async throws {
        try await HostFixture.with(HostFixture.bundled()) { fixture async throws in
            let release = try await fixture.stage("2.0.0")
            #expect(try await fixture.answer(.of("RELEASE", config: ["words": "ill-with-2.0.0"])) == "1.0.0")
            #expect(await fixture.follow(.to(nil, for: "acme")).isEmpty)
            #expect(await fixture.follow(.to(release), .to(release, for: "acme")).count == 1)
            #expect(fixture.states()["2.0.0"] == .serving)
            #expect(await fixture.follow(.to(nil, for: "acme")).isEmpty)
            try await fixture.until("2.0.0", is: .failed)
            let reason = fixture.host.statuses().first { !$0.isBundled }?.reason
            #expect(reason == "The tool release of the tenant acme is ill with it: No such table.")
        }
    }

    /// The row was checked against the schema of the release that served when it was written.
    @Test func theNewReleasesSchemaIsAppliedToRowsThatAreThere() async throws {
        let schema = #"{"type": "object", "required": ["warehouse"]}"#
        let literal = schema.replacing("\"", with: "\\\"")
        try await HostFixture.with(HostFixture.bundled()) { fixture async throws in
            let tool = Tool.of("RELEASE", config: ["mark": 1])
            let release = try await fixture.stage("2.0.0", flags: ["-DTYPE_FIELDS=.config_schema=\"\(literal)\","])
            #expect(try await fixture.answer(tool) == "1.0.0")
            let failures = await fixture.follow(.to(release))
            #expect(failures.count == 1)
            #expect(failures.first?.contains("It refuses the tool release of the tenant acme: ") == true)
            #expect(failures.first?.contains("warehouse") == true)
            // A tenant whose row was not seen.
            #expect(await fixture.follow(.to(release, for: "other")).isEmpty)
            let failure = try await fixture.call(tool, tenant: "other").failure
            #expect(failure?.code == .invalidConfiguration)
            #expect(failure?.message.contains("warehouse") == true)
            #expect(try fixture.installed(release).count(.created) == 0)
            let good = Tool.of("RELEASE", config: ["warehouse": "x"])
            #expect(try await fixture.answer(good, tenant: "other") == "2.0.0")
        }
    }
}
