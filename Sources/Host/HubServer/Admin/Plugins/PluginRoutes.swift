import HTTPTypes
import HubCore
import Hummingbird

/// `/api/admin/plugins`: what is installed, and which of it serves whom. The operator's alone.
struct PluginRoutes {
    private typealias Call = OperationCall<AdminContext>

    let services: PluginServices
    let tenants: any TenantStore

    var operations: [Operation<AdminContext>] {
        [
            Operation(
                .get, "plugins", id: "listPlugins",
                "Every plugin with its releases and routes, as this worker has them (platform_admin).",
                answers: [.ok(PluginShape.list, "The plugins by their ids.")], handler: list),
            Operation(
                .get, "plugins/{plugin}", id: "readPlugin", "One plugin (platform_admin).",
                answers: [.ok(PluginShape.plugin, "The plugin.")], refusals: [.notFound], handler: show),
            Operation(
                .post, "plugins/{plugin}/activate", id: "activatePlugin",
                "Let a release serve tenants, or all (platform_admin). Instances of it are made and asked for their health before "
                    + "the first call goes there; calls under way end where they began.",
                body: PluginBody.activate, answers: [.ok(PluginShape.plugin, "The plugin as it now is.")],
                refusals: [.notFound, .conflict], isRepeatable: true, handler: activate),
            Operation(
                .post, "plugins/{plugin}/rollback", id: "rollBackPlugin",
                "Let tenants, or all, be served by what served them before (platform_admin). Takes no Idempotency-Key: a second "
                    + "one finds nothing to go back to.",
                body: PluginBody.rollback, answers: [.ok(PluginShape.plugin, "The plugin as it now is.")],
                refusals: [.notFound, .conflict], handler: rollBack),
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        try call.context.requirePlatformAdmin()
        return .json(["plugins": .array(try await services.overviews().map(PluginShape.json))])
    }

    private func show(_ call: Call) async throws -> Response {
        try call.context.requirePlatformAdmin()
        return .json(PluginShape.json(try await plugin(call)))
    }

    private func activate(_ call: Call) async throws -> Response {
        try call.context.requirePlatformAdmin()
        var reader = call.body
        var digest = reader.value(PluginBody.digest)
        // An upgrade that forgot to say to what is no roll back to the beginning.
        if !reader.has(PluginBody.digest) { reader.note(PluginBody.digest.name, "is required, null included.") }
        let chosen = reader.value(PluginBody.tenants)
        try reader.finish()
        try await tenants.require(chosen, at: "/\(PluginBody.tenants.name)")
        let plugin = try await plugin(call)
        let bundled = plugin.releases.first { $0.status?.isBundled == true }
        if let digest, !plugin.releases.contains(where: { $0.release.digest == digest }) {
            throw Problem.notFound("release of the plugin")
        }
        // The file of the plugin directory has no release to name, unless it was installed too.
        if let named = digest, bundled?.release.digest == named, bundled?.stored == nil { digest = nil }
        guard digest != nil || bundled != nil else {
            throw Problem(.conflict, "not_bundled", "The plugin directory has no file of this plugin.")
        }
        try await services.activate(digest, of: plugin.id, for: chosen, by: call.context.author)
        return .json(PluginShape.json(try await self.plugin(call)))
    }

    private func rollBack(_ call: Call) async throws -> Response {
        try call.context.requirePlatformAdmin()
        var reader = call.body
        let chosen = reader.value(PluginBody.tenants)
        try reader.finish()
        try await tenants.require(chosen, at: "/\(PluginBody.tenants.name)")
        let id = try await plugin(call).id
        let has = services.rollout.has(id)
        _ = try await services.rollout.change(reason: "rollback", by: call.context.author) { routes in
            let routing = PluginRouting(id, in: routes)
            guard let changed = routing.rollingBack(chosen, where: has) else {
                let who = chosen.map { routing.withoutPrevious($0, where: has).map(\.rawValue).joined(separator: ", ") }
                throw Problem(
                    .conflict, "nothing_before",
                    who.map { "No route of its own that goes back to something: \($0)." }
                        ?? "Nobody has a route that goes back to something.")
            }
            return changed
        }
        return .json(PluginShape.json(try await plugin(call)))
    }

    /// The plugin of the path.
    private func plugin(_ call: Call) async throws -> PluginOverview {
        let id = try call.text("plugin", "plugin")
        guard let plugin = try await services.overviews().first(where: { $0.id == id }) else {
            throw Problem.notFound("plugin")
        }
        return plugin
    }
}

extension PluginServices {
    func overviews() async throws -> [PluginOverview] {
        try await storage {
            PluginOverview.all(
                stored: try await releases.releases(), routes: try await releases.routes(),
                statuses: deployer.statuses())
        }
    }

    /// Lets a release serve the tenants; nil: all.
    func activate(
        _ digest: String?, of plugin: String, for tenants: Set<TenantID>?, by author: ConfigurationAuthor
    ) async throws {
        _ = try await rollout.change(reason: "activate", by: author) { routes in
            PluginRouting(plugin, in: routes).activating(digest, for: tenants)
        }
    }
}

extension TenantStore {
    /// Throws a 422 that names the field unless all of the tenants are there.
    func require(_ tenants: Set<TenantID>?, at pointer: String) async throws {
        for id in (tenants ?? []).sorted(by: { $0.rawValue < $1.rawValue }) {
            guard try await storage({ try await tenant(id) }) != nil else {
                throw Problem.invalid(pointer, "names \"\(id)\", which is not there.")
            }
        }
    }
}
