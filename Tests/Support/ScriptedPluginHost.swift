import Glibc
import HubCore
import PluginABI
import Synchronization

/// A host for one built plugin that does what a test says: it fills the ABI's tables with functions of its own, keeps what
/// the plugin does, and spoils all that it lends as soon as the ABI allows. It lives until the process ends, as hosts do, unless the
/// plugin is in a process of its own (`PluginMode`), which ends with it.
package final class ScriptedPluginHost: Sendable {
    package struct LogLine: Sendable, Hashable {
        package let call: ah_call
        package let level: Int32
        package let text: String

        package init(call: ah_call, level: Int32, text: String) {
            self.call = call
            self.level = level
            self.text = text
        }
    }

    struct CallRecord {
        /// Lent until the function that got it has returned and the call is completed.
        var input: LentBytes?
        let deadline: UInt64
        var isCancelled = false
        var isInside = true
        var completion: PluginCompletion?
        var waiter: CheckedContinuation<PluginCompletion, Never>?

        mutating func endLoanIfOver() { if !isInside, completion != nil { input = nil } }
    }

    struct State {
        var lastCall: ah_call = 0
        var calls: [ah_call: CallRecord] = [:]
        var staleCompletions = 0
        var log: [LogLine] = []
        var values: [[UInt8]: [UInt8]] = [:]
        var lifetimes: [[UInt8]: UInt32] = [:]
        var offers = ScriptedOffers()
        /// Chunks of all calls, in their order.
        var emitted: [[UInt8]] = []
        /// Who waits for room.
        var waiting: [@Sendable (Int) -> Void] = []
        /// Blobs that calls write, by id.
        var written: [String: WrittenBlob] = [:]
    }

    /// A blob that a plugin wrote.
    package struct WrittenBlob: Sendable, Hashable {
        package let mediaType: String
        package fileprivate(set) var bytes: [UInt8] = []
        package fileprivate(set) var pieces = 0
        package fileprivate(set) var isEnded = false

        init(mediaType: String) { self.mediaType = mediaType }

        mutating func add(_ piece: [UInt8], last: Bool) {
            bytes += piece
            pieces += 1
            isEnded = last
        }
    }

    let state = Mutex(State())
    package let http: ScriptedHTTPService
    let services: Set<String>
    // SAFETY: the plugin's tables are immutable and live until the process ends.
    package nonisolated(unsafe) let plugin: UnsafePointer<ah_plugin>
    // SAFETY: filled in init, then never written; never freed.
    package nonisolated(unsafe) let table: UnsafeMutablePointer<ah_host>
    /// nil: the plugin is loaded here.
    let runner: ScriptedRunner?

    /// Loads a library product. `services`: the ids that are granted.
    package init(
        _ product: String, http: ScriptedHTTPService = ScriptedHTTPService(),
        services: Set<String> = [AH_EXT_HOST_HTTP, AH_EXT_HOST_KV]
    ) throws {
        runner = PluginMode.isIsolated ? try ScriptedRunner(product, services: services) : nil
        plugin = try runner?.plugin.plugin ?? Self.load(product)
        self.http = http
        self.services = services
        table = .allocate(capacity: 1)
        table.initialize(to: ah_host())
        table.pointee.size = UInt32(MemoryLayout<ah_host>.size)
        table.pointee.abi = AH_ABI
        if runner == nil {
            // SAFETY: never released: a plugin may hold its host for ever.
            table.pointee.context = Unmanaged.passRetained(self).toOpaque()
        } else {
            // SAFETY: used only by who holds this object meanwhile.
            table.pointee.context = Unmanaged.passUnretained(self).toOpaque()
        }
        fillTable()
        runner?.attach(self)
    }

    deinit {
        runner?.close()
        table.deallocate()
    }

    private static func load(_ product: String) throws -> UnsafePointer<ah_plugin> {
        let entry = dlsym(try BuildProducts.open(product), "ah_plugin_v1")
        guard let entry else { throw BuildProductError(description: "\(product) does not export ah_plugin_v1") }
        // SAFETY: the symbol's name says its type.
        guard let plugin = unsafeBitCast(entry, to: ah_plugin_entry.self)(AH_ABI) else {
            throw BuildProductError(description: "\(product) refuses this host")
        }
        return plugin
    }

    /// What the host's services give besides HTTP and kv; may change between calls.
    package var offers: ScriptedOffers {
        get { state.withLock { $0.offers } }
        set { state.withLock { $0.offers = newValue } }
    }

    /// What calls have emitted, in its order.
    package var emitted: [[UInt8]] { state.withLock { $0.emitted } }
    /// Calls that wait for room.
    package var waitingForRoom: Int { state.withLock { $0.waiting.count } }
    package var writtenBlobs: [String: WrittenBlob] { state.withLock { $0.written } }

    /// Lets so many more chunks in, and says so, or how their call ended, to whoever waits.
    package func makeRoom(_ room: Int, status: Int = AH_OK) {
        let waiting = state.withLock { state in
            state.offers.room = room
            defer { state.waiting = [] }
            return state.waiting
        }
        for room in waiting { room(status) }
    }

    package var log: [LogLine] { state.withLock { $0.log } }
    /// Completions that came second or too late.
    package var staleCompletions: Int { state.withLock { $0.staleCompletions } }
    /// Returns once what the plugin did is seen: one in a process of its own does it a moment later.
    package func until(_ condition: (ScriptedPluginHost) -> Bool) async throws {
        try await yieldWhile { !condition(self) }
    }

    /// The kv service's lifetime of a key in seconds.
    package func lifetime(of key: String) -> UInt32? { state.withLock { $0.lifetimes[Array(key.utf8)] } }

    /// The types that the plugin offers, by id.
    package var types: [String: UnsafePointer<ah_tool_type>] {
        var types: [String: UnsafePointer<ah_tool_type>] = [:]
        for index in 0..<Int(plugin.pointee.type_count) {
            // SAFETY: `types` has type_count elements.
            guard let type = plugin.pointee.types?[index], let id = type.pointee.id else { continue }
            types[String(cString: id)] = type
        }
        return types
    }

    /// Makes an instance; throws what the plugin reports.
    package func instance(
        of type: String, _ configuration: JSONValue, scope: String = "scope-1", dataFolder: String = "/nowhere",
        settings: JSONValue? = nil, table: UnsafePointer<ah_host>? = nil
    ) throws -> ScriptedPluginInstance {
        guard let type = types[type] else { throw BuildProductError(description: "no type \(type)") }
        var members: JSONObject = [
            "scope": .string(scope), "row": "row-1", "version": 3, "data_dir": .string(dataFolder),
            "limits": ["payload": 102400],
        ]
        if let settings { members["settings"] = settings }
        let scope = JSONValue.object(members)
        let report = PluginReport()
        var pointer: OpaquePointer?
        let status = LentBytes(configuration.bytes).lend { configuration in
            LentBytes(scope.bytes).lend { scope in
                // SAFETY: the report outlives create, which is all that the plugin may use it for.
                type.pointee.create(
                    table ?? UnsafePointer(self.table), type, configuration, scope, &pointer, PluginReport.take,
                    Unmanaged.passUnretained(report).toOpaque())
            }
        }
        guard status == ah_status(AH_OK), let pointer else { throw report.refusal(status) }
        return ScriptedPluginInstance(host: self, type: type, pointer: pointer)
    }

    /// Fetches the host that a function of the table belongs to.
    static func of(_ table: UnsafePointer<ah_host>?) -> ScriptedPluginHost {
        guard let context = table?.pointee.context else { fatalError("The plugin lost the host's table.") }
        // SAFETY: init retained the host for ever.
        return Unmanaged<ScriptedPluginHost>.fromOpaque(context).takeUnretainedValue()
    }
}
