import Foundation
import HubCore
import Synchronization
import Testing

@testable import HubPlugins

/// A host with a plugin that ends its process when it is told to, one that may be asked twice, and one that has nothing to do with
/// either.
final class CrashFixture: Sendable {
    let host: HostFixture
    private let heard: Heard
    private let data: URL

    /// What the host said of plugins.
    private final class Heard: Sendable {
        let incidents = Mutex<[PluginIncident]>([])
    }

    private init(host: HostFixture, heard: Heard, data: URL) {
        self.data = data
        self.host = host
        self.heard = heard
    }

    static func with(
        configure: (inout PluginHostConfiguration) -> Void = { _ in }, _ test: (CrashFixture) async throws -> Void
    ) async throws {
        let data = FileManager.default.temporaryDirectory.appending(path: "agenthub-data-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: data) }
        let heard = Heard()
        try await HostFixture.with(
            .plugin("crash"),
            .plugin("crash", as: "again", "-DID=\"test.again\"", "-DTYPE=\"AGAIN\"", "-DFLAGS=AH_TOOL_IDEMPOTENT"),
            .plugin("echo"), hosting: .isolated,
            configure: {
                $0.dataFolder = data.path
                $0.heard = { incident in heard.incidents.withLock { $0.append(incident) } }
                configure(&$0)
            }
        ) { host async throws in
            try await test(CrashFixture(host: host, heard: heard, data: data))
        }
    }

    /// Tells the plugin to do something.
    func tell(
        _ what: String, type: String = "CRASH", config: JSONValue = [:], within limit: Duration = .seconds(60)
    ) async throws -> ToolOutcome {
        try await host.call(.of(type, config: config), ["do": .string(what)], within: limit)
    }

    /// The number of the process that answers.
    func process(_ type: String = "CRASH") async throws -> Int {
        try #require(try await tell("process", type: type).value?.intValue)
    }

    /// Whether a call of `AGAIN` that does something the first time only has come to the plugin.
    func isMarked(_ tenant: String) -> Bool {
        let folder = host.host.names.scope(of: TenantID(tenant))
        return FileManager.default.fileExists(atPath: data.appending(path: "test.again/\(folder)/mark").path)
    }

    var incidents: [PluginIncident.Kind] { heard.incidents.withLock { $0.map(\.kind) } }

    func crashes(_ plugin: String = "test.crash") throws -> [String: Int] {
        try #require(host.statistics(plugin).process).crashes
    }
}
