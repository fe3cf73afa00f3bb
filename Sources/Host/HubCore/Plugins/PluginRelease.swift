import FoundationEssentials

/// One version of a plugin as it was installed: a file that is known by its contents and never changes.
package struct PluginRelease: Sendable, Hashable {
    /// The plugin's id.
    package var plugin: String
    /// The plugin's own word; two files may say the same.
    package var version: String
    /// SHA-256 of the file in 64 lower-case hexadecimal digits.
    package var digest: String
    /// Ids of the tool types that it offers.
    package var types: [String]
    /// The file's size.
    package var bytes: Int

    package init(plugin: String, version: String, digest: String, types: [String], bytes: Int) {
        self.plugin = plugin
        self.version = version
        self.digest = digest
        self.types = types
        self.bytes = bytes
    }
}

/// A release as the store keeps it.
package struct StoredPluginRelease: Sendable, Hashable {
    package var release: PluginRelease
    package var installedAt: Date
    package var installedBy: UserID

    package init(release: PluginRelease, installedAt: Date, installedBy: UserID) {
        self.release = release
        self.installedAt = installedAt
        self.installedBy = installedBy
    }
}

/// Which release serves a plugin's tools: to one tenant, or to all that have no route of their own. A plugin without any route
/// is served from the plugin directory.
package struct PluginRoute: Sendable, Hashable {
    package var plugin: String
    /// nil: every tenant without a route of its own.
    package var tenant: TenantID?
    /// nil: the file of the plugin directory.
    package var digest: String?
    /// What served before, where a roll back goes; nil: the file of the plugin directory.
    package var previous: String?

    package init(plugin: String, tenant: TenantID?, digest: String?, previous: String?) {
        self.plugin = plugin
        self.tenant = tenant
        self.digest = digest
        self.previous = previous
    }
}

/// How a release fares in this process.
package struct PluginReleaseStatus: Sendable, Hashable {
    package enum State: String, Sendable, CaseIterable {
        /// Calls of at least one tenant go to it.
        case serving
        /// None go to it any more, and some are not answered yet.
        case draining
        /// It runs no more.
        case retired
        /// It could not be loaded, or gave up: `reason` says why.
        case failed
    }

    package var release: PluginRelease
    package var state: State
    package var reason: String?
    /// Whether it comes from the plugin directory, not from the store.
    package var isBundled: Bool
    /// Whether its code runs in a process of its own.
    package var isIsolated: Bool
    package var instances: Int
    package var callsInFlight: Int

    package init(
        release: PluginRelease, state: State, reason: String? = nil, isBundled: Bool, isIsolated: Bool, instances: Int,
        callsInFlight: Int
    ) {
        self.release = release
        self.state = state
        self.reason = reason
        self.isBundled = isBundled
        self.isIsolated = isIsolated
        self.instances = instances
        self.callsInFlight = callsInFlight
    }
}

/// What went wrong with a plugin, or right again, for the audit log and for whoever rolls back. Holds nothing of a call's.
package struct PluginIncident: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// Its process ended by itself: "SIGSEGV", "exit status 3".
        case crashed(String)
        /// The host ended its process.
        case killed(String)
        /// No call goes to it for a time, or until the server restarts.
        case quarantined(String)
        /// No call of one tenant's tool goes to it for a time: whose, and why. The plugin serves all others, so that this
        /// is no failure of its release.
        case toolShutOut(String)
    }

    package var plugin: String
    package var version: String
    /// Of the file that ran.
    package var digest: String
    package var kind: Kind

    package init(plugin: String, version: String, digest: String, kind: Kind) {
        self.plugin = plugin
        self.version = version
        self.digest = digest
        self.kind = kind
    }
}
