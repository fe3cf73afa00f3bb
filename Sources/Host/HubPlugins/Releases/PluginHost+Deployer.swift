import Dispatch
import HubCore

extension PluginHost {
    package func stage(_ path: String) async throws(PluginProblem) -> PluginRelease {
        guard let root = configuration.releaseFolder else {
            throw PluginProblem("This server has no folder for installed plugins.")
        }
        let result = await onLoadingThread { self.stage(path, in: ReleaseFolder(root: root)) }
        do throws(PluginRefusal) { return try result.get() } catch {
            throw PluginProblem("The file \(error.reason).")
        }
    }

    private func stage(_ path: String, in folder: ReleaseFolder) -> Result<PluginRelease, PluginRefusal> {
        do throws(PluginRefusal) {
            let incoming = try folder.take(path)
            do throws(PluginRefusal) {
                // The copy is looked at, so that nobody can change what was judged.
                let descriptor = try loader.describe(incoming.path)
                if let refusal = roster.withLock({ $0.registry.refusal(of: descriptor) }) { throw refusal }
                try folder.keep(incoming, as: descriptor.id)
                return .success(
                    PluginRelease(
                        plugin: descriptor.id, version: descriptor.version, digest: incoming.digest,
                        types: descriptor.types.map(\.id), bytes: incoming.bytes))
            } catch {
                folder.discard(incoming)
                throw error
            }
        } catch {
            return .failure(error)
        }
    }

    package func follow(_ routes: [PluginRoute]) async -> [PluginRouteFailure] {
        await deployments.run { await ReleaseDeployment(host: self, wanted: routes).run() }
    }

    package func statuses() -> [PluginReleaseStatus] { roster.withLock { $0.statuses } }

    // MARK: - Releases come

    /// The release of that digest, or the plugin directory's, with a claim on it; loaded if it is not.
    func claimRelease(of plugin: String, digest: String?) async -> Result<LoadedPlugin, PluginRefusal> {
        if let loaded = claimLoaded(plugin, digest: digest) { return .success(loaded) }
        return await onLoadingThread { self.loadRelease(of: plugin, digest: digest) }.mapError { refusal in
            let reason = "The file of the release \(refusal.reason)."
            if let digest { self.roster.withLock { $0.note(failure: reason, of: plugin, digest: digest) } }
            return PluginRefusal(reason)
        }
    }

    private func claimLoaded(_ plugin: String, digest: String?) -> LoadedPlugin? {
        roster.withLock { state in
            let loaded =
                digest.map { state.registry.plugin(plugin, digest: $0) } ?? state.registry.bundled(plugin)
            loaded?.claim()
            return loaded
        }
    }

    private func file(of plugin: String, digest: String?) throws(PluginRefusal) -> PluginFile {
        let bundled = roster.withLock { $0.bundled[plugin] }
        // The directory is the operator's: what lies there now is what a restart would load, too.
        if let bundled, digest == nil || digest == bundled.digest {
            let file = try loader.file(bundled.name)
            if digest == nil || digest == file.digest { return file }
        }
        guard let digest else { throw PluginRefusal("is not there: the plugin directory has none of \(plugin)") }
        guard let root = configuration.releaseFolder else {
            throw PluginRefusal("is not there: this server has no folder for installed plugins")
        }
        return try ReleaseFolder(root: root).file(of: plugin, digest)
    }

    /// The same as `claimRelease`. Blocks its thread.
    func loadRelease(of plugin: String, digest: String?) -> Result<LoadedPlugin, PluginRefusal> {
        do throws(PluginRefusal) {
            // Another may have loaded it meanwhile.
            if let loaded = claimLoaded(plugin, digest: digest) { return .success(loaded) }
            let file = try file(of: plugin, digest: digest)
            let loaded = try loader.load(file, number: roster.nextNumber()) { descriptor in
                if descriptor.id != plugin {
                    return PluginRefusal("is of the plugin \(descriptor.id), not of \(plugin)")
                }
                return roster.withLock { $0.registry.refusal(of: descriptor) }
            }
            watch(loaded)
            let isAdded = roster.withLock { state in
                guard !state.isClosing else { return false }
                loaded.claim()
                state.registry.add(loaded)
                return true
            }
            guard isAdded else {
                loaded.stop {}
                throw PluginRefusal("is not used: the server is closing")
            }
            return .success(loaded)
        } catch {
            return .failure(error)
        }
    }

    private func onLoadingThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            loading.async { continuation.resume(returning: body()) }
        }
    }

    // MARK: - Releases go

    /// Hears when nothing keeps the plugin any more.
    func watch(_ plugin: LoadedPlugin) {
        plugin.whenSpent { [weak self, weak plugin] in
            if let plugin { self?.spent(plugin) }
        }
    }

    /// No route names the release and no call of it is under way: its instances go, and with them its process.
    ///
    /// One that runs in this process stays loaded and is not stopped before the server is: the ABI has no second start, a library
    /// is never unloaded, and a route may name it again.
    func spent(_ plugin: LoadedPlugin) {
        let isOut = plugin.isIsolated && roster.withLock { $0.takeOut(plugin) }
        instances.letGo(of: [plugin.number])
        guard isOut else { return }
        let end = Once<Bool> { [self] isFree in
            let ended: @Sendable () -> Void = { self.roster.withLock { $0.ended(plugin) } }
            if isFree { plugin.stop(completion: ended) } else { plugin.abandon(completion: ended) }
        }
        plugin.whenNoInstance { end(true) }
        // A process that does not let go of its instances is ended with them.
        let grace = Int(clamping: configuration.grace.nanoseconds)
        DispatchQueue.global().asyncAfter(deadline: .now() + .nanoseconds(grace)) { end(false) }
    }
}
