import HubCore
import PluginABI
import Synchronization

/// A plugin whose code runs in this process, on the workers of its lane.
final class InProcessTransport: PluginTransport {
    private let tables: PluginTables
    private let bridge: HostBridge
    private let lane: PluginLane
    private let standing: PluginStanding
    /// By the index of the type; read when the plugin has started, and then only looked at.
    private let knowledge = Mutex<[Int: KnowledgeTable]>([:])

    init(tables: PluginTables, bridge: HostBridge, lane: PluginLane, standing: PluginStanding) {
        self.tables = tables
        self.bridge = bridge
        self.lane = lane
        self.standing = standing
    }

    /// Begins the plugin's life; which of its types keep documents, by their indices, or why it is not used.
    func start(
        _ types: [ToolType], completion: @escaping @Sendable (Result<Set<Int>, PluginRefusal>) -> Void
    ) {
        let completion = Once(completion)
        lane.load {
            do throws(PluginRefusal) {
                completion(.success(try self.callStart(types)))
            } catch {
                completion(.failure(error))
            }
        } refuse: { reason in
            completion(.failure(PluginRefusal("is shut out: \(reason)")))
        }
    }

    private func callStart(_ types: [ToolType]) throws(PluginRefusal) -> Set<Int> {
        let status = tables.plugin.start?(bridge.host) ?? ABIStatus.ok
        guard status == ABIStatus.ok else { throw PluginRefusal("does not start: its start returned status \(status)") }
        var found: [Int: KnowledgeTable] = [:]
        for type in types {
            found[type.index] = try KnowledgeInspection.table(of: tables.types[type.index], id: type.id)
        }
        knowledge.withLock { $0 = found }
        return Set(found.keys)
    }

    func create(
        _ type: ToolType, configuration: [UInt8], scope: InstanceScope,
        completion: @escaping @Sendable (Result<InstanceHandle, InstanceRefusal>) -> Void
    ) {
        // A create that comes back after the plugin was shut out leaves its instance behind: no function of the
        // plugin's may be called any more.
        let completion = Once(completion)
        lane.load {
            completion(self.callCreate(type, configuration: configuration, scope: scope))
        } refuse: { reason in
            completion(
                .failure(InstanceRefusal(status: ABIStatus.unavailable, message: "The plugin is shut out: \(reason).")))
        }
    }

    private func callCreate(
        _ type: ToolType, configuration: [UInt8], scope: InstanceScope
    ) -> Result<InstanceHandle, InstanceRefusal> {
        do throws(DataFolder.Problem) { try scope.folder?.make() } catch {
            standing.noteDataFolder(error)
            return .failure(
                InstanceRefusal(status: ABIStatus.unavailable, message: "The plugin's folder cannot be made."))
        }
        let entry = tables.types[type.index]
        let report = CreateReport()
        var instance: OpaquePointer?
        let status = configuration.withBorrowedBytes { configuration in
            scope.json.bytes.withBorrowedBytes { scope in
                // SAFETY: everything is borrowed until create returns; `report` lives beyond that.
                entry.table.create?(
                    bridge.host, entry.pointer, configuration, scope, &instance, CreateReport.receive,
                    Unmanaged.passUnretained(report).toOpaque()) ?? ABIStatus.internal
            }
        }
        guard status == ABIStatus.ok else { return .failure(report.refusal(status: status)) }
        guard let instance else {
            return .failure(
                InstanceRefusal(status: ABIStatus.internal, message: "The plugin said OK and made no instance."))
        }
        return .success(InstanceHandle(bits: UInt(bitPattern: instance)))
    }

    func destroy(_ instance: InstanceHandle, of type: ToolType) {
        let destroy = tables.types[type.index].table.destroy
        lane.load {
            // SAFETY: the pointer is what create gave, and the host destroys an instance once.
            destroy?(OpaquePointer(bitPattern: instance.bits))
        } refuse: { _ in
            // A plugin that is shut out keeps its instances: its code runs no more.
        }
    }

    func invoke(_ call: PluginCall, on instance: PluginInstance) {
        let isQueued = lane.invoke(until: call.deadline) { self.perform(call, on: instance) }
        if !isQueued { call.end(.unavailable("The server is closing.")) }
    }

    /// Gives the call to the plugin on this thread, which must be none of the cooperative pool's.
    func perform(_ call: PluginCall, on instance: PluginInstance) {
        if let reason = standing.quarantineReason {
            return call.end(.unavailable("The tool's plugin is shut out: \(reason)."))
        }
        guard instance.hold() else { return }
        defer { instance.release() }
        guard call.enter() else { return }
        // SAFETY: the instance is held, and the call keeps its input until this closure has returned and the call is over.
        let status = run(
            call.function, of: instance.type.index, OpaquePointer(bitPattern: instance.handle.bits), call.id,
            ah_bytes(borrowing: call.input.bytes))
        guard status != ABIStatus.ok else { return }
        switch call.complete(.declined(status: status)) {
        case .accepted, .late, .premature: break
        case .repeated: standing.note(.completedAndRefused, "status \(status)")
        }
    }

    private func run(
        _ function: PluginFunction, of type: Int, _ instance: OpaquePointer?, _ call: ah_call, _ input: ah_bytes
    ) -> Int32 {
        let table = tables.types[type].table
        var knowledge: ah_knowledge? { self.knowledge.withLock { $0[type] }?.table }
        return switch function {
        case .invoke: table.invoke?(instance, call, input) ?? ABIStatus.internal
        case .health: table.health?(instance, call) ?? ABIStatus.unsupported
        case .ingest: knowledge?.ingest?(instance, call, input) ?? ABIStatus.unsupported
        case .remove: knowledge?.remove?(instance, call, input) ?? ABIStatus.unsupported
        case .collections: knowledge?.collections?(instance, call) ?? ABIStatus.unsupported
        }
    }

    func cancel(_ call: PluginCall, on instance: PluginInstance) {
        guard let cancel = tables.types[instance.type.index].table.cancel, instance.hold() else { return }
        let isQueued = lane.callBack {
            defer { instance.release() }
            // SAFETY: the instance is held; a call that is completed by now is a number that names nothing.
            cancel(OpaquePointer(bitPattern: instance.handle.bits), call.id)
        }
        if !isQueued { instance.release() }
    }

    /// Whether the type offers an extension. Runs the plugin's function on this thread, which must be none of the
    /// cooperative pool's.
    func offers(_ extensionID: String, type: ToolType) -> Bool {
        tables.types[type.index].table.ext?(nil, extensionID) != nil
    }

    /// What runs in this process cannot be ended from outside.
    func abandon(completion: @escaping @Sendable () -> Void) { completion() }

    var waitingJobs: Int { lane.waitingJobs }
    var processStatistics: ProcessStatistics? { nil }

    func stop(completion: @escaping @Sendable () -> Void) {
        let completion = Once<Void> { completion() }
        lane.load {
            self.tables.plugin.stop?()
            completion(())
        } refuse: { _ in
            completion(())
        }
    }
}
