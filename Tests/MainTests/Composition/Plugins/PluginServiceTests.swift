import Foundation
import HubCore
import HubServer
import Logging
import Support
import Testing

@testable import agenthub

@Suite struct PluginServiceTests {
    private struct Silence: ConfigurationAnnouncer {
        func changed(_ scope: TenantScope?) async {}
    }

    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Runs the service while the body does.
    private func run(_ plugins: ScriptedPlugins, _ body: (PluginNews) async throws -> Void) async throws {
        let news = PluginNews()
        let rollout = PluginRollout(store: plugins, deployer: plugins, changes: Silence(), logger: logger)
        let service = PluginService(rollout: rollout, store: plugins, news: news, logger: logger)
        let running = Task { try await service.run() }
        let result: Result<Void, any Error>
        do { result = .success(try await body(news)) } catch { result = .failure(error) }
        running.cancel()
        try await running.value
        try result.get()
    }

    /// Asks again until it is so; the suite's time limit ends what never is.
    private func until(_ condition: () -> Bool) async throws {
        while !condition() {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    @Test(.timeLimit(.minutes(1))) func followsWhatOthersChangedWhenItHearsOfIt() async throws {
        let (plugins, user) = (ScriptedPlugins(), try #require(UserID("olga")))
        let digest = try #require(plugins.install("com.example.erp 1 ERP", by: user)).digest
        let route = PluginRoute(plugin: "com.example.erp", tenant: nil, digest: digest, previous: nil)
        try await run(plugins) { news in
            try await until { plugins.kept.followed.count == 1 }
            plugins.change { $0.routes = [route] }
            for _ in 0..<100 { news.changed() }
            try await until { plugins.kept.followed.last == [route] }
        }
        #expect(plugins.kept.followed == [[], [route]])
    }

    @Test(.timeLimit(.minutes(1))) func takesBackAReleaseThatFailedAndWritesDownWhatBefellIt() async throws {
        let (plugins, user) = (ScriptedPlugins(), try #require(UserID("olga")))
        let old = try #require(plugins.install("com.example.erp 1 ERP", by: user)).digest
        let new = try #require(plugins.install("com.example.erp 2 ERP", by: user)).digest
        plugins.change {
            $0.routes = [PluginRoute(plugin: "com.example.erp", tenant: nil, digest: new, previous: old)]
        }
        let incident = PluginIncident(plugin: "com.example.erp", version: "2", digest: new, kind: .crashed("SIGSEGV"))
        try await run(plugins) { news in
            news.befell(incident)
            news.failed("com.example.erp", new, "It crashed.")
            try await until { plugins.kept.routes.first?.digest == old && !plugins.kept.incidents.isEmpty }
        }
        #expect(plugins.kept.incidents == [incident] && plugins.kept.changes.map(\.author) == [.system])
    }

    @Test func keepsOnlySoManyIncidents() {
        let news = PluginNews()
        let incident = PluginIncident(plugin: "p", version: "1", digest: "d", kind: .crashed("SIGSEGV"))
        for _ in 0..<300 { news.befell(incident) }
        #expect(news.dropped == 44)
    }
}
