import HubCore
import Synchronization

/// A plugin in use.
final class LoadedPlugin: Sendable {
    private struct Instances {
        var count = 0
        var whenNone: [@Sendable () -> Void] = []
    }

    let descriptor: PluginDescriptor
    let standing: PluginStanding
    let transport: any PluginTransport
    /// SHA-256 of its file in hexadecimal digits.
    let digest: String
    /// Where folders of its own are made; nil when it asks for none or the operator gives none.
    let dataRoot: String?
    /// What the operator sets for it; nil: nothing.
    let settings: JSONObject?
    /// Those of `settings` that are folders with one for each tenant.
    let tenantFolders: Set<String>
    /// Indices of its types that keep documents.
    let knowledgeTypes: Set<Int>
    private let instances = Mutex(Instances())

    init(
        descriptor: PluginDescriptor, standing: PluginStanding, transport: any PluginTransport,
        knowledgeTypes: Set<Int>, digest: String, configuration: PluginHostConfiguration
    ) {
        self.descriptor = descriptor
        self.standing = standing
        self.transport = transport
        self.digest = digest
        self.knowledgeTypes = knowledgeTypes
        dataRoot = descriptor.manifest.wantsData ? configuration.dataFolder : nil
        settings = configuration.settings[descriptor.id]
        tenantFolders = configuration.tenantFolders[descriptor.id] ?? []
    }

    func instanceMade() { instances.withLock { $0.count += 1 } }

    /// Its destruction is under way or done.
    func instanceGone() {
        let tell = instances.withLock { instances in
            instances.count -= 1
            guard instances.count == 0 else { return [@Sendable () -> Void]() }
            defer { instances.whenNone = [] }
            return instances.whenNone
        }
        for each in tell { each() }
    }

    /// Runs `completion` once, as soon as there is no instance.
    func whenNoInstance(_ completion: @escaping @Sendable () -> Void) {
        let isNone = instances.withLock { instances in
            if instances.count == 0 { return true }
            instances.whenNone.append(completion)
            return false
        }
        if isNone { completion() }
    }

    var instanceCount: Int { instances.withLock { $0.count } }
}
