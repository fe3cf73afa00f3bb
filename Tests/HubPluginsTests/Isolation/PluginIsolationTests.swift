import Foundation
import HubCore
import Logging
import Testing

@testable import HubPlugins

/// What a plugin's process may have is what its manifest asks for and the operator gives.
@Suite struct PluginIsolationTests {
    private func command(
        _ manifest: String, granted: Set<HostService> = [],
        configure: (inout PluginHostConfiguration) -> Void = { _ in }
    ) throws -> RunnerCommand {
        var configuration = PluginHostConfiguration(directory: "/plugins", hostVersion: "1.0.0")
        configure(&configuration)
        let calls = CallTable(capacity: 1)
        let spawner = try #require(RunnerSpawner())
        defer { spawner.close() }
        let isolation = PluginIsolation(
            runner: "/bin/PluginRunner", spawner: spawner, configuration: configuration, calls: calls,
            timer: CallTimer(calls: calls, workers: []), logger: CapturedLog().logger)
        let descriptor = PluginDescriptor(
            id: "test.x", version: "1.0.0", manifest: try PluginManifest(manifest), types: [])
        return try isolation.command(for: "/plugins/x.so", descriptor, granted: granted)
    }

    @Test func aPluginThatAsksForNothingGetsNothing() throws {
        let command = try command("{}")
        #expect(!command.hasNetwork && command.writable.isEmpty && command.scratch == nil)
        #expect(command.memoryMB == 1024 && command.threads == 64 && command.niceness == 5)
        #expect(command.readable.first == "/plugins")
        #expect(command.arguments.last == "/plugins/x.so")
    }

    @Test func pluginsInSwiftMayReadTheSwiftOfThisProcess() throws {
        let folder = try #require(SwiftRuntime.folder)
        #expect(FileManager.default.fileExists(atPath: folder + "/libswiftCore.so"))
        #expect(try command("{}").readable.contains(folder))
    }

    @Test func theNetworkIsForWhoeverAsksAndIsGivenIt() throws {
        let asking = "{\"network\": true}"
        #expect(try !command(asking).hasNetwork)
        #expect(try !command("{}") { $0.isolation.network = ["test.x"] }.hasNetwork)
        #expect(try command(asking) { $0.isolation.network = ["test.x"] }.hasNetwork)
        // Who is told where sockets may go may make them.
        #expect(try command(asking, granted: [.egress]).arguments.contains("--network"))
        #expect(try !command("{}", granted: [.egress]).hasNetwork)
    }

    @Test func limitsAreTheManifestsUnderTheOperators() throws {
        let command = try command("{\"limits\": {\"memory_mb\": 4096, \"threads\": 2}}")
        #expect(command.memoryMB == 2048 && command.threads == 2)
        let small = try self.command("{\"limits\": {\"memory_mb\": 64, \"threads\": 200}}")
        #expect(small.memoryMB == 64 && small.threads == 64)
    }

    @Test(arguments: [
        "{\"limits\": 5}", "{\"limits\": {\"memory_mb\": 15}}", "{\"limits\": {\"memory_mb\": 65537}}",
        "{\"limits\": {\"memory_mb\": \"64\"}}", "{\"limits\": {\"memory_mb\": 64.5}}",
        "{\"limits\": {\"threads\": 0}}",
        "{\"limits\": {\"threads\": 257}}",
    ])
    func limitsThatAreNoneAreRefused(manifest: String) {
        #expect(throws: PluginRefusal.self) { try PluginManifest(manifest) }
    }

    @Test func foldersAreThePluginsOwnAndThoseThatTheOperatorNames() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "agenthub-data-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: root) }
        let command = try command("{\"data\": true}") {
            $0.dataFolder = root
            $0.settings = ["test.x": ["databases": "/srv/databases", "other": "/etc"]]
            $0.tenantFolders = ["test.x": ["databases"]]
        }
        #expect(command.writable == ["\(root)/test.x", "/srv/databases"])
        let scratch = try #require(command.scratch)
        #expect(scratch.hasPrefix("\(root)/.scratch/test.x-"))
        for folder in ["\(root)/test.x", scratch] {
            let permissions = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? Int
            #expect(permissions == 0o700)
        }
    }
}
