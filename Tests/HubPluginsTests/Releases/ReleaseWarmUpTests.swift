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
            ("refused-by-2.0.0", "It refuses the tool release: The column is gone."),
            ("ill-with-2.0.0", "The tool release is ill with it: No such table."),
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
}
