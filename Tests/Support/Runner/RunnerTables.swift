import PluginABI
import RunnerProtocol
import Synchronization

/// The tables of a plugin that is elsewhere, one set for each file. A type's functions find the runner by the host or the
/// instance that they are given.
// SAFETY: filled once, then never written; never freed.
struct RunnerTables: @unchecked Sendable {
    let plugin: UnsafePointer<ah_plugin>

    private static let known = Mutex<[String: RunnerTables]>([:])

    static func of(_ library: String, _ description: RunnerDescription, keeps: [Bool]) -> RunnerTables {
        known.withLock { known in
            if let tables = known[library] { return tables }
            let tables = RunnerTables(description, keeps: keeps)
            known[library] = tables
            return tables
        }
    }

    private init(_ description: RunnerDescription, keeps: [Bool]) {
        let types = UnsafeMutablePointer<UnsafePointer<ah_tool_type>?>.allocate(capacity: description.types.count)
        for (index, entry) in description.types.enumerated() {
            let pointer = UnsafeMutablePointer<ah_tool_type>.allocate(capacity: 1)
            pointer.initialize(to: Self.type(entry, index: index, keeps: index < keeps.count && keeps[index]))
            types[index] = UnsafePointer(pointer)
        }
        let pointer = UnsafeMutablePointer<ah_plugin>.allocate(capacity: 1)
        pointer.initialize(to: description.plugin)
        pointer.pointee.types = UnsafePointer(types)
        plugin = UnsafePointer(pointer)
    }

    private static func type(_ entry: RunnerDescription.Entry, index: Int, keeps: Bool) -> ah_tool_type {
        func has(_ bit: Int) -> Bool { entry.has & UInt32(bit) != 0 }
        var type = entry.type
        type.context = UnsafeMutableRawPointer(bitPattern: index + 1)
        type.create = { RunnerTables.create($0, $1, $2, $3, $4, $5, $6) }
        type.destroy = { instance in
            guard let instance else { return }
            // SAFETY: create retained it, and a host destroys an instance once.
            let remote = Unmanaged<RemoteInstance>.fromOpaque(UnsafeRawPointer(instance)).takeRetainedValue()
            remote.runner.destroy(remote.number)
        }
        type.invoke = { RunnerTables.begin($1, AHR_FUNCTION_INVOKE, of: $0, $2.copied) }
        if has(AHR_HAS_CANCEL) { type.cancel = { RemoteInstance.of($0)?.runner.cancel($1) } }
        if has(AHR_HAS_HEALTH) { type.health = { RunnerTables.begin($1, AHR_FUNCTION_HEALTH, of: $0, []) } }
        if keeps {
            type.ext = { _, id in RunnerTables.extensionTable(id) }
        } else if has(AHR_HAS_EXT) {
            type.ext = { _, _ in nil }
        }
        return type
    }

    private static func create(
        _ host: UnsafePointer<ah_host>?, _ type: UnsafePointer<ah_tool_type>?, _ configuration: ah_bytes,
        _ scope: ah_bytes,
        _ out: UnsafeMutablePointer<OpaquePointer?>?, _ report: ah_report?, _ user: UnsafeMutableRawPointer?
    ) -> ah_status {
        guard let runner = ScriptedPluginHost.of(host).runner, let type, let out else {
            return ah_status(AH_E_INTERNAL)
        }
        let index = UInt32(UInt(bitPattern: type.pointee.context) - 1)
        let (created, number) = runner.create(type: index, configuration.copied, scope.copied)
        if created.status == AH_OK {
            let instance = RemoteInstance(runner: runner, number: number)
            // SAFETY: given back by destroy.
            out.pointee = OpaquePointer(Unmanaged.passRetained(instance).toOpaque())
        } else if !created.payload.isEmpty {
            LentBytes(created.payload).lend { report?(user, $0) }
        }
        return created.status
    }

    fileprivate static func begin(
        _ call: ah_call, _ function: Int, of instance: OpaquePointer?, _ input: [UInt8]
    ) -> ah_status {
        guard let remote = RemoteInstance.of(instance) else { return ah_status(AH_E_INTERNAL) }
        return remote.runner.begin(call, function: function, of: remote.number, input: input)
    }

    private static func extensionTable(_ id: UnsafePointer<CChar>?) -> UnsafeRawPointer? {
        guard let id, String(cString: id) == AH_EXT_KNOWLEDGE else { return nil }
        return UnsafeRawPointer(knowledge)
    }
}

/// An instance in a runner, as the pointer that a table's functions get.
private final class RemoteInstance: Sendable {
    let runner: ScriptedRunner
    let number: UInt64

    init(runner: ScriptedRunner, number: UInt64) {
        self.runner = runner
        self.number = number
    }

    static func of(_ pointer: OpaquePointer?) -> RemoteInstance? {
        // SAFETY: create retained it, and a host gives an instance to no function after destroy.
        pointer.map { Unmanaged<RemoteInstance>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
    }
}

// SAFETY: filled by its initializer, then never written; never freed.
private nonisolated(unsafe) let knowledge: UnsafePointer<ah_knowledge> = {
    let table = UnsafeMutablePointer<ah_knowledge>.allocate(capacity: 1)
    table.initialize(
        to: ah_knowledge(
            size: UInt32(MemoryLayout<ah_knowledge>.size),
            ingest: { RunnerTables.begin($1, AHR_FUNCTION_INGEST, of: $0, $2.copied) },
            remove: { RunnerTables.begin($1, AHR_FUNCTION_REMOVE, of: $0, $2.copied) },
            collections: { RunnerTables.begin($1, AHR_FUNCTION_COLLECTIONS, of: $0, []) }))
    return UnsafePointer(table)
}()
