import HubCore
import PluginABI
import Support
import Testing

@testable import HubPlugins

/// What an instance's health says against the row that it was made for.
@Suite(.serialized) struct RowHealthTests {
    private static let secret = "s3cr"

    private func with(_ test: (HostFixture) async throws -> Void) async throws {
        try await HostFixture.with(
            .plugin("health"),
            configure: {
                $0.grants["test.health"] = Set(HostService.allCases)
                // A slow machine is no system that does not answer.
                $0.healthLimit = .seconds(60)
            }, test)
    }

    private func row(_ words: String, _ authorization: ToolAuthorization = .credential("db")) -> Tool {
        var tool = Tool.of(
            "HEALTH", endpoint: "http://127.0.0.1:1/", config: ["words": .string(words)], authorization: authorization)
        tool.owner = TenantID("acme")
        tool.timeout = .seconds(60)
        return tool
    }

    private func problems(_ fixture: HostFixture, _ tool: Tool) async throws -> [String] {
        let probe = ToolProbe(
            scope: TenantScope(tenant: try #require(TenantID("acme"))), user: try #require(UserID("ann")),
            credential: Secret(Self.secret), traceID: "trace-1")
        return await fixture.host.problems(with: tool, probe: probe).map { "\($0.pointer): \($0.message)" }
    }

    /// Its destruction comes a moment after the answer.
    private func destruction(of count: Int, _ fixture: HostFixture) async throws {
        try await yieldWhile { try fixture.plugin("health").count(.destroyed) < count }
        #expect(try fixture.plugin("health").count(.created) == count)
        #expect(try fixture.statistics("test.health").instances == 0)
    }

    @Test(
        arguments: [
            ("ill-config", "/config: The role may write."), ("ill-placed", "/config/statement: No such table."),
            ("ill-endpoint", "/endpoint: Not there."), ("ill-pointed", "/auth: Not there."),
            ("ill-denied", "/auth: Policy forbids it."), ("ill-auth", "/auth: Who is that?"),
            ("ill-unaccepted", "/auth: The tool may not do that."),
            (
                "ill-address",
                "/endpoint: 10.0.0.1 is not public. An operator allows addresses by --egress-allow (AGENTHUB_EGRESS_ALLOW)."
            ),
        ])
    func whatIsWrongWithTheRowRefusesIt(words: String, problem: String) async throws {
        try await with { fixture async throws in
            #expect(try await problems(fixture, row(words)) == [problem])
            try await destruction(of: 1, fixture)
        }
    }

    @Test(
        arguments: [
            "well", "away-upstream", "away-unavailable", "away-busy", "away-input", "away-garbage",
        ])
    func whatIsWellOrAwayLetsItBeWritten(words: String) async throws {
        try await with { fixture async throws in
            #expect(try await problems(fixture, row(words)).isEmpty)
            #expect(try fixture.plugin("health").count(.invoked) == 1)
            try await destruction(of: 1, fixture)
        }
    }

    @Test func anAnswerThatComesLaterIsWaitedFor() async throws {
        try await with { fixture async throws in
            let plugin = fixture.plugin("health")
            async let found = problems(fixture, row("later"))
            try await plugin.pass(0)
            #expect(try plugin.count(.destroyed) == 0)
            try plugin.open(1)
            #expect(try await found == ["/config: Known later."])
            try await destruction(of: 1, fixture)
        }
    }

    @Test func whatDoesNotAnswerIsWrittenAndItsInstanceStaysUntilItDoes() async throws {
        try await with { fixture async throws in
            let plugin = fixture.plugin("health")
            var tool = row("never")
            tool.timeout = .milliseconds(30)
            // A deadline may come before the call's turn, and then the plugin is not given it.
            try await yieldWhile {
                #expect(try await problems(fixture, tool).isEmpty)
                return try fixture.statistics("test.health").owedCompletions == 0
            }
            try await plugin.pass(2)
            #expect(try plugin.count(.cancelled) == 1)
            #expect(try fixture.statistics("test.health").instances == 1)
            let created = try plugin.count(.created)
            try await yieldWhile { try plugin.count(.destroyed) < created - 1 }
            _ = try plugin.complete(plugin.call())
            try await destruction(of: created, fixture)
            #expect(try fixture.statistics("test.health").owedCompletions == 0)
        }
    }

    @Test func aWriterWhoGoesAwayEndsTheQuestion() async throws {
        try await with { fixture async throws in
            let plugin = fixture.plugin("health")
            let task = Task { try await problems(fixture, row("never")) }
            try await plugin.pass(0)
            task.cancel()
            #expect(try await task.value.isEmpty)
            try await plugin.pass(2)
            _ = try plugin.complete(plugin.call())
            try await destruction(of: 1, fixture)
        }
    }

    @Test(.everyHosting) func theRowsSecretServesTheQuestionAndIsNotTold() async throws {
        try await with { fixture async throws in
            #expect(try await problems(fixture, row("secret")) == ["/config/•••: ••• is wrong (0)."])
            #expect(!fixture.log.lines.contains { "\($0)".contains(Self.secret) })
        }
    }

    @Test func nobodyAsksAndNobodysTokenGoesOut() async throws {
        try await with { fixture async throws in
            let plugin = fixture.plugin("health")
            #expect(try await problems(fixture, row("token", .userJWT)).isEmpty)
            #expect(try plugin.number("test_http_status") == Int(AH_E_AUTH))
            #expect(try plugin.number("test_principals") == 2)
            // Not even a plugin that says so by itself refuses a row for a token that it was not given.
            #expect(try await problems(fixture, row("ill-auth", .userJWT)).isEmpty)
            #expect(try await problems(fixture, row("ill-denied", .userJWT)) == ["/auth: Policy forbids it."])
        }
    }

    @Test func withoutAProbeNothingIsAsked() async throws {
        try await with { fixture async throws in
            #expect(await fixture.host.problems(with: row("ill-config"), probe: nil).isEmpty)
            #expect(try fixture.plugin("health").count(.invoked) == 0)
            try await destruction(of: 1, fixture)
        }
    }

    @Test func aTypeThatTellsNoHealthIsWell() async throws {
        try await HostFixture.with(.plugin("echo")) { fixture async throws in
            let probe = ToolProbe(
                scope: TenantScope(tenant: try #require(TenantID("acme"))), user: try #require(UserID("ann")),
                traceID: "trace-1")
            #expect(await fixture.host.problems(with: .of("ECHO"), probe: probe).isEmpty)
            #expect(try fixture.plugin("echo").count(.created) == 1)
            try await yieldWhile { try fixture.plugin("echo").count(.destroyed) < 1 }
        }
    }

    @Test func onlySoManyOfAPluginAreAskedAtOnce() async throws {
        let places = ProbePlaces()
        func nested(_ depth: Int) async -> Int {
            let deeper = await places.run(for: "a") { await nested(depth + 1) }
            return deeper ?? depth
        }
        #expect(await nested(0) == ProbePlaces.perPlugin)
        #expect(await places.run(for: "a") { await places.run(for: "b") { 1 } } == 1)
        #expect(await nested(0) == ProbePlaces.perPlugin)
    }
}
