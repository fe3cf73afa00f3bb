import Foundation
import HubCore
import Support
import Testing

/// A plugin that a team ships: installed into a running server, upgraded for one tenant and for all, rolled back by hand and by
/// itself; what chats are answered by says which release it was.
@Suite(.serialized, .timeLimit(.minutes(10))) struct PluginReleaseTests {
    /// Runs with a folder for compiled plugins and a server; then both are gone.
    private func run(_ body: (URL, HubProcess) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "releases-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let hub = try await HubProcess.start([])
        let result: Result<Void, any Error>
        do { result = .success(try await body(folder, hub)) } catch { result = .failure(error) }
        await hub.stop()
        try? FileManager.default.removeItem(at: hub.folder)
        try result.get()
    }

    /// `agenthub plugin …` for the server: its status and what it wrote.
    private func plugin(_ hub: HubProcess, _ arguments: String...) async throws -> (status: Int32, text: String) {
        try await HubCommand.start(["plugin"] + arguments + ["--var", hub.folder.path], environment: [:]).ended()
    }

    private func shown(_ hub: HubProcess) async throws -> JSONValue {
        let admin = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        return try await hub.http.request("GET", "/api/admin/plugins/\(ReleasePlugin.id)", token: admin).json
    }

    private func audit(_ hub: HubProcess, _ action: String) async throws -> [JSONValue] {
        let admin = try hub.token(tenant: "platform", user: "root", roles: [.platformAdmin])
        let answer = try await hub.http.request("GET", "/api/admin/audit?action=\(action)&limit=200", token: admin)
        return try #require(answer.json["entries"]?.arrayValue, "\(answer.json.text)")
    }

    @Test func isInstalledUpgradedForSomeAndForAllAndRolledBack() async throws {
        try await run { folder, hub in
            let first = try await ReleasePlugin.compile("1.0.0", in: folder)
            let second = try await ReleasePlugin.compile("2.0.0", in: folder)
            let installed = try await plugin(hub, "install", first, "--activate", "all")
            try #require(installed.status == 0, "\(installed.text)")
            #expect(installed.text.contains("RELEASE_INFO") && installed.text.contains("serves all"))
            try await ReleasePlugin.writeRows(in: hub)
            #expect(try await ReleasePlugin.answering(in: hub) == ["1.0.0", "1.0.0"])

            let upgrade = try await plugin(hub, "install", second, "--activate", "acme", "--json")
            try #require(upgrade.status == 0, "\(upgrade.text)")
            let digest = try #require(
                try JSONValue(parsing: upgrade.text)["release"]?["digest"]?.stringValue)
            #expect(try await ReleasePlugin.answering(in: hub) == ["2.0.0", "1.0.0"])
            let listed = try await plugin(hub, "releases")
            #expect(listed.text.contains("2.0.0") && listed.text.contains("1.0.0"), "\(listed.text)")

            let all = try await plugin(hub, "activate", ReleasePlugin.id, String(digest.prefix(12)))
            try #require(all.status == 0, "\(all.text)")
            #expect(try await ReleasePlugin.answering(in: hub) == ["2.0.0", "2.0.0"])

            let back = try await plugin(hub, "rollback", ReleasePlugin.id)
            try #require(back.status == 0, "\(back.text)")
            #expect(try await ReleasePlugin.answering(in: hub) == ["1.0.0", "1.0.0"])
            let again = try await plugin(hub, "rollback", ReleasePlugin.id)
            #expect(again.status == 1 && again.text.contains("nothing_before"), "\(again.text)")

            #expect(try await audit(hub, "plugin.install").count == 2)
            let reasons = try await audit(hub, "plugin.route").compactMap { $0["detail"]?["reason"]?.stringValue }
            #expect(reasons == ["rollback", "activate", "activate", "activate"])
            #expect(try await audit(hub, "plugin.crash").isEmpty)
        }
    }

    @Test func oneThatCrashesIsRolledBackByItself() async throws {
        try await run { folder, hub in
            let good = try await ReleasePlugin.compile("1.0.0", in: folder)
            let bad = try await ReleasePlugin.compile("3.0.0", ["CRASHES"], in: folder)
            let installed = try await plugin(hub, "install", good, "--activate", "all")
            try #require(installed.status == 0, "\(installed.text)")
            try await ReleasePlugin.writeRows(in: hub)
            #expect(try await ReleasePlugin.answering("acme", in: hub) == "1.0.0")
            let digest = try await shown(hub)["routes"]?.arrayValue?.first?["digest"]?.stringValue
            let upgrade = try await plugin(hub, "install", bad, "--activate", "all")
            try #require(upgrade.status == 0, "\(upgrade.text)")
            // Each question meets the crash, until there were enough of them.
            try await Patience.until("the release before answers again") {
                try await ReleasePlugin.answering("acme", in: hub) == "1.0.0"
            }
            try await Patience.until("the route is stored") {
                try await shown(hub)["routes"]?.arrayValue?.first?["digest"]?.stringValue == digest
            }
            #expect(try await ReleasePlugin.answering(in: hub) == ["1.0.0", "1.0.0"])
            let change = try #require(try await audit(hub, "plugin.route").first)
            #expect(change["user_id"] == "system", "\(change.text)")
            #expect(change["detail"]?["reason"]?.stringValue?.hasPrefix("automatic: ") == true)
            try await Patience.until("the crashes are written down") {
                let crashes = try await audit(hub, "plugin.crash")
                return crashes.contains { $0["detail"]?["reason"] == "SIGABRT" && $0["subject"] == "test.release" }
            }
        }
    }

    @Test func oneWhoseHealthIsDownNeverServes() async throws {
        try await run { folder, hub in
            let good = try await ReleasePlugin.compile("1.0.0", in: folder)
            let bad = try await ReleasePlugin.compile("4.0.0", ["AILING"], in: folder)
            _ = try await plugin(hub, "install", good, "--activate", "all")
            try await ReleasePlugin.writeRows(in: hub)
            #expect(try await ReleasePlugin.answering("acme", in: hub) == "1.0.0")
            let upgrade = try await plugin(hub, "install", bad, "--activate", "all")
            #expect(upgrade.status == 1 && upgrade.text.contains("release_failed"), "\(upgrade.text)")
            #expect(try await ReleasePlugin.answering(in: hub) == ["1.0.0", "1.0.0"])
            #expect(try await audit(hub, "plugin.route").count == 1)
        }
    }

    @Test func whatIsNoPluginIsRefusedWithAReason() async throws {
        try await run { folder, hub in
            let file = folder.appending(path: "text.so")
            try Data("this is no library".utf8).write(to: file)
            let refused = try await plugin(hub, "install", file.path)
            #expect(refused.status == 1 && refused.text.contains("invalid_body"), "\(refused.text)")
            let json = try await plugin(hub, "install", file.path, "--json")
            let problem = try JSONValue(parsing: json.text)
            #expect(json.status == 1 && problem["status"] == 422, "\(json.text)")
            let left = try FileManager.default.contentsOfDirectory(
                atPath: hub.folder.appending(path: "plugin-uploads").path)
            #expect(left.isEmpty)
        }
    }

    @Test func servesTheSameAfterARestart() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "releases-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let own = folder.appending(path: "var")
        let file = try await ReleasePlugin.compile("1.0.0", in: folder)
        var hub = try await HubProcess.start([], folder: own)
        _ = try await plugin(hub, "install", file, "--activate", "all")
        try await ReleasePlugin.writeRows(in: hub)
        await hub.stop()
        hub = try await HubProcess.start([], folder: own)
        let answers = try await ReleasePlugin.answering(in: hub)
        await hub.stop()
        #expect(answers == ["1.0.0", "1.0.0"])
    }

    /// One machine's workers share the folder; a worker elsewhere, which has not the file, says so and serves the rest.
    @Test(.enabled(if: TestPostgres.isAvailable, "AGENTHUB_TEST_POSTGRES_URL names no PostgreSQL server"))
    func otherWorkersFollow() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "releases-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = try await ReleasePlugin.compile("1.0.0", in: folder)
        let shared = ["AGENTHUB_PLUGIN_RELEASES": folder.appending(path: "shared").path]
        try await HubSite.run { site in
            let first = try await site.worker(environment: shared)
            let second = try await site.worker(environment: shared)
            let elsewhere = try await site.worker()
            let admin = try first.token(tenant: "platform", user: "root", roles: [.platformAdmin])
            let command = try HubCommand.start(
                [
                    "plugin", "install", file, "--activate", "all", "--url", "http://127.0.0.1:\(first.port)",
                ], environment: ["AGENTHUB_TOKEN": admin])
            let installed = try await command.ended()
            try #require(installed.status == 0, "\(installed.text)")
            try await ReleasePlugin.writeRows(in: first)
            try await Patience.until("the other worker follows") {
                try await ReleasePlugin.answering("acme", in: second) == "1.0.0"
            }
            var health = JSONValue.null
            func isDegraded() async throws -> Bool {
                health = try await elsewhere.http.request("GET", "/health/ready").json
                return health["parts"]?["plugins"]?["detail"] == "1 routes not followed"
            }
            do {
                try await Patience.until("the worker elsewhere says what it does not follow", isDegraded)
            } catch { Issue.record(error, "\(health.text)\n\(elsewhere.logText.suffix(2000))") }
            // Copied there, it is found without anybody's doing.
            try FileManager.default.copyItem(
                at: folder.appending(path: "shared"),
                to: elsewhere.folder.appending(path: "plugins-installed.new"))
            let place = elsewhere.folder.appending(path: "plugins-installed")
            if FileManager.default.fileExists(atPath: place.path) { try FileManager.default.removeItem(at: place) }
            try FileManager.default.moveItem(
                at: elsewhere.folder.appending(path: "plugins-installed.new"), to: place)
            try await Patience.until("the worker elsewhere follows", within: .seconds(120)) {
                try await ReleasePlugin.answering("acme", in: elsewhere) == "1.0.0"
            }
        }
    }
}
