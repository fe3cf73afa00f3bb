import HubCore

/// What installs plugins and says which release serves whom.
package struct PluginServices: Sendable {
    package var releases: any PluginReleaseStore
    package var deployer: any PluginDeployer
    package var rollout: PluginRollout
    /// Where files lie while they come in, a folder that nobody else reads; nil: the operator lets nobody install any.
    package var uploadFolder: String?
    /// Bytes of one file.
    package var maximum: Int

    package init(
        releases: any PluginReleaseStore, deployer: any PluginDeployer, rollout: PluginRollout, uploadFolder: String?,
        maximum: Int = 256 << 20
    ) {
        self.releases = releases
        self.deployer = deployer
        self.rollout = rollout
        self.uploadFolder = uploadFolder
        self.maximum = maximum
    }
}
