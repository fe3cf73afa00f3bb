import Foundation
import HTTPTypes
import HubCore
import Logging
import Support
import Testing

@testable import HubServer

/// `/api/admin/plugins` over scripted plugins, with a folder of its own for what comes in.
final class PluginDoor: Sendable {
    static let erp = "com.example.erp"

    let plugins: ScriptedPlugins
    let rollout: PluginRollout
    let door: Door
    let folder: URL

    /// `bundled` lies in the plugin directory.
    init(
        bundled: String? = nil, installs: Bool = true, maximum: Int = 100_000,
        staging: @escaping @Sendable (String) -> Void = { _ in },
        following: @escaping @Sendable () async -> Void = {}
    ) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "plugins-\(UUID().uuidString)")
        self.folder = folder
        let plugins = ScriptedPlugins(
            bundled: bundled.flatMap { ScriptedPlugins.release($0) }.map { [$0] } ?? [], staging: staging,
            following: following)
        self.plugins = plugins
        let announcer = ScriptedAnnouncer()
        let rollout = PluginRollout(
            store: plugins, deployer: plugins, changes: announcer,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        self.rollout = rollout
        door = try Door { services in
            services.stores.tenants = ScriptedTenants([
                Tenant(id: Door.acme, name: "Acme"), Tenant(id: Door.Person.rival.tenant, name: "Rival"),
            ])
            services.changes = announcer
            services.plugins = PluginServices(
                releases: plugins, deployer: plugins, rollout: rollout, uploadFolder: installs ? folder.path : nil,
                maximum: maximum)
        }
    }

    deinit {
        if FileManager.default.fileExists(atPath: folder.path) { try? FileManager.default.removeItem(at: folder) }
    }

    /// What lies in the folder of what comes in.
    var left: [String] {
        get throws {
            FileManager.default.fileExists(atPath: folder.path)
                ? try FileManager.default.contentsOfDirectory(atPath: folder.path) : []
        }
    }

    /// Installs files of those texts; the digests.
    func install(_ texts: String...) throws -> [String] {
        let user = try #require(UserID("olga"))
        return try texts.map { try #require(plugins.install($0, by: user)).digest }
    }

    func route(_ digest: String?, before: String? = nil, for tenant: TenantID? = nil) -> PluginRoute {
        PluginRoute(plugin: Self.erp, tenant: tenant, digest: digest, previous: before)
    }

    func activate(_ digest: String?, for tenants: [String]? = nil, as person: Door.Person = .platform) async throws
        -> Door.Answer
    {
        var body: JSONObject = ["digest": digest.map(JSONValue.string) ?? .null]
        if let tenants { body["tenants"] = .strings(tenants) }
        return try await door.send(.post, "plugins/\(Self.erp)/activate", as: person, .object(body))
    }

    func rollBack(_ tenants: [String]? = nil, as person: Door.Person = .platform) async throws -> Door.Answer {
        let body: JSONValue = tenants.map { ["tenants": .strings($0)] } ?? [:]
        return try await door.send(.post, "plugins/\(Self.erp)/rollback", as: person, body)
    }
}
