import HubCore
import Synchronization

/// One release of a plugin in use.
final class LoadedPlugin: Sendable {
    private struct Instances {
        var count = 0
        var whenNone: [@Sendable () -> Void] = []
    }

    private struct Course {
        var life = ReleaseLife()
        var whenSpent: @Sendable () -> Void = {}
    }

    private enum Ending {
        case none
        case underWay([@Sendable () -> Void])
        case done
    }

    /// Its number among all that this process has loaded.
    let number: Int
    let release: PluginRelease
    /// Whether it comes from the plugin directory, not from the store.
    let isBundled: Bool
    /// Whether its code runs in a process of its own.
    let isIsolated: Bool
    let descriptor: PluginDescriptor
    let standing: PluginStanding
    let transport: any PluginTransport
    /// Where folders of its own are made; nil when it asks for none or the operator gives none.
    let dataRoot: String?
    /// What the operator sets for it; nil: nothing.
    let settings: JSONObject?
    /// Those of `settings` that are folders with one for each tenant.
    let tenantFolders: Set<String>
    /// Indices of its types that keep documents.
    let knowledgeTypes: Set<Int>
    private let instances = Mutex(Instances())
    private let course = Mutex(Course())
    private let ending = Mutex(Ending.none)

    init(
        number: Int, file: PluginFile, isIsolated: Bool, descriptor: PluginDescriptor, standing: PluginStanding,
        transport: any PluginTransport, knowledgeTypes: Set<Int>, configuration: PluginHostConfiguration
    ) {
        self.number = number
        release = PluginRelease(
            plugin: descriptor.id, version: descriptor.version, digest: file.digest,
            types: descriptor.types.map(\.id), bytes: file.bytes)
        isBundled = file.isBundled
        self.isIsolated = isIsolated
        self.descriptor = descriptor
        self.standing = standing
        self.transport = transport
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

    // MARK: - What keeps it

    var life: ReleaseLife { course.withLock { $0.life } }

    /// Runs, outside every lock, each time when nothing keeps it any more.
    func whenSpent(_ body: @escaping @Sendable () -> Void) { course.withLock { $0.whenSpent = body } }

    /// A call will go to it. Called under the lock of the routes, or by who has a claim.
    func callBegan() { course.withLock { $0.life.beginCall() } }

    /// The call is over on both sides, or never went.
    func callOver() { end { $0.endCall() } }

    /// Keeps it for a time. Called under the lock of the routes.
    func claim() { course.withLock { $0.life.claim() } }

    func unclaim() { end { $0.unclaim() } }

    /// Whether it is spent by this. Called under the lock of the routes, so that what follows from it is left to the caller.
    func route(_ isRouted: Bool) -> Bool { course.withLock { $0.life.route(isRouted) } }

    private func end(_ change: (inout ReleaseLife) -> Bool) {
        course.withLock { change(&$0.life) ? $0.whenSpent : nil }?()
    }

    /// Ends the plugin's life once, however often it is asked to. `completion` runs when it has ended.
    func stop(completion: @escaping @Sendable () -> Void) { end(by: transport.stop, completion) }

    /// The same, where something of it does not let go of its instances.
    func abandon(completion: @escaping @Sendable () -> Void) { end(by: transport.abandon, completion) }

    private func end(by way: (@escaping @Sendable () -> Void) -> Void, _ completion: @escaping @Sendable () -> Void) {
        let (isFirst, isDone) = ending.withLock { ending in
            switch ending {
            case .none:
                ending = .underWay([completion])
                return (true, false)
            case .underWay(let waiting):
                ending = .underWay(waiting + [completion])
                return (false, false)
            case .done: return (false, true)
            }
        }
        if isDone { completion() }
        guard isFirst else { return }
        way { [self] in
            let waiting = ending.withLock { ending in
                defer { ending = .done }
                if case .underWay(let waiting) = ending { return waiting }
                return []
            }
            for each in waiting { each() }
        }
    }
}
