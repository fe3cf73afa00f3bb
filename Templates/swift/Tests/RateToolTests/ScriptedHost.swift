import PluginSDK
import RateTool
import Synchronization

/// A host of our own that answers as a test says. No AgentHub is needed.
final class ScriptedHost: Sendable {
    /// What the http service does next.
    struct Script: Sendable {
        var grantsHTTP = true
        /// Anything but AH_OK: the request is not taken.
        var refusal: ah_status = 0
        var status: ah_status = 0
        var httpStatus: Int32 = 200
        var body = ""
    }

    /// What the plugin did.
    struct Record: Sendable {
        var requests: [JSON] = []
        var completions: [(status: Int, json: JSON)] = []
        var problem: JSON?
    }

    let script: Script
    let record = Mutex(Record())

    init(_ script: Script = Script()) { self.script = script }

    /// One call with an instance of its own, from create to destroy; what happened.
    static func call(_ script: Script = Script(), configuration: String, input: String) -> Record {
        let host = ScriptedHost(script)
        host.run(configuration: configuration, input: input)
        return host.record.withLock { $0 }
    }

    private func run(configuration: String, input: String) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        var table = ah_host()
        table.size = UInt32(MemoryLayout<ah_host>.size)
        table.abi = AH_ABI
        table.context = context
        table.complete = { host, _, status, json in
            ScriptedHost.at(host)?.record.withLock { $0.completions.append((Int(status), ScriptedHost.read(json))) }
            return ah_status(AH_OK)
        }
        table.log = { _, _, _, _ in }
        table.is_cancelled = { _, _ in 0 }
        table.deadline_ns = { _, _ in UInt64.max }
        table.ext = { host, id in
            guard let id, String(cString: id) == AH_EXT_HOST_HTTP, ScriptedHost.at(host)?.script.grantsHTTP == true
            else { return nil }
            return UnsafeRawPointer(ScriptedHost.http)
        }
        guard let type = ah_plugin_v1(AH_ABI)?.pointee.types[0] else { return }
        // The scripted host answers before it returns, so that the table need not live longer than this.
        withExtendedLifetime(self) {
            withUnsafePointer(to: table) { table in
                var instance: OpaquePointer?
                let status = Self.lending(configuration) { configuration in
                    Self.lending(#"{"scope": "tenant", "row": "row", "version": 1}"#) { scope in
                        type.pointee.create(table, type, configuration, scope, &instance, Self.report, context)
                    }
                }
                guard status == ah_status(AH_OK) else { return }
                _ = Self.lending(input) { type.pointee.invoke(instance, 1, $0) }
                type.pointee.destroy(instance)
            }
        }
    }

    private static let report: ah_report = { user, problem in
        guard let user else { return }
        // SAFETY: the host that `run` gave, which outlives this.
        Unmanaged<ScriptedHost>.fromOpaque(user).takeUnretainedValue().record.withLock {
            $0.problem = ScriptedHost.read(problem)
        }
    }

    // SAFETY: filled once, then never written; never freed.
    private nonisolated(unsafe) static let http: UnsafePointer<ah_host_http> = {
        let table = UnsafeMutablePointer<ah_host_http>.allocate(capacity: 1)
        table.initialize(
            to: ah_host_http(
                size: UInt32(MemoryLayout<ah_host_http>.size),
                request: { host, _, head, _, done, user in
                    guard let host = ScriptedHost.at(host), let done else { return ah_status(AH_E_INTERNAL) }
                    host.record.withLock { $0.requests.append(ScriptedHost.read(head)) }
                    let script = host.script
                    guard script.refusal == ah_status(AH_OK) else { return script.refusal }
                    ScriptedHost.lending(script.body) { done(user, script.status, script.httpStatus, ah_bytes(), $0) }
                    return ah_status(AH_OK)
                }))
        return UnsafePointer(table)
    }()

    private static func at(_ table: UnsafePointer<ah_host>?) -> ScriptedHost? {
        // SAFETY: the host that `run` gave, which outlives every call.
        table?.pointee.context.map { Unmanaged<ScriptedHost>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func lending<Result>(_ text: String, _ body: (ah_bytes) -> Result) -> Result {
        let bytes = Array(text.utf8)
        return bytes.withUnsafeBufferPointer { body(ah_bytes(ptr: $0.baseAddress, len: $0.count)) }
    }

    private static func read(_ bytes: ah_bytes) -> JSON {
        let text = UnsafeBufferPointer(start: bytes.ptr, count: bytes.len)
        return (try? JSON(parsing: Array(text))) ?? .null
    }
}
