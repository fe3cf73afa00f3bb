import Foundation
import HubCore
import Support
import Testing

@testable import HubPlugins

extension HostFixture {
    static let releasePlugin = "test.release"

    /// A release of `release.c`, given to the host as an administrator would.
    func stage(_ version: String, flags: [String] = []) async throws -> PluginRelease {
        let library = try await PluginCompiler.standard.library("release", flags: Self.flags(version) + flags)
        // A copy, since a file that is loaded under two names is one library.
        let copy = directory.appending(path: "brought-\(UUID().uuidString).bin")
        try FileManager.default.copyItem(at: library, to: copy)
        defer { try? FileManager.default.removeItem(at: copy) }
        return try await host.stage(copy.path)
    }

    static func flags(_ version: String) -> [String] { ["-DRELEASE=\"\(version)\""] }

    /// The file of the plugin directory.
    static func bundled(_ version: String = "1.0.0") -> File {
        .plugin("release", "-DRELEASE=\"\(version)\"")
    }

    func follow(_ routes: PluginRoute...) async -> [String] {
        await host.follow(routes).map { "\($0.route.tenant?.rawValue ?? "all"): \($0.reason)" }
    }

    /// Which release answers a call.
    func answer(_ tool: Tool, tenant: String = "acme") async throws -> String? {
        try await call(tool, tenant: tenant).value?["release"]?.stringValue
    }

    /// The state of each release by its version.
    func states() -> [String: PluginReleaseStatus.State] {
        Dictionary(host.statuses().map { ($0.release.version, $0.state) }, uniquingKeysWith: { $1 })
    }

    func until(_ version: String, is state: PluginReleaseStatus.State) async throws {
        try await yieldWhile { states()[version] != state }
    }

    func installed(_ release: PluginRelease) -> TestPlugin {
        TestPlugin(path: directory.appending(path: "installed/\(release.plugin)/\(release.digest).so").path)
    }
}

extension PluginRoute {
    /// To a release, or to the plugin directory.
    static func to(
        _ release: PluginRelease?, for tenant: String? = nil, previous: PluginRelease? = nil,
        plugin: String = HostFixture.releasePlugin
    ) -> PluginRoute {
        PluginRoute(
            plugin: plugin, tenant: tenant.flatMap { TenantID($0) }, digest: release?.digest, previous: previous?.digest
        )
    }
}
