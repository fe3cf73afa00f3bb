import Glibc
import HubCore
import HubSchema
import PluginABI
import PluginCheckProbe

/// A plugin that a scripted host has started: its functions, called as the header allows, one [load] function at a time.
final class PluginSession: Sendable {
    let bench: CheckBench
    let plugin: OpenedPlugin
    let host: ScriptedHost
    /// Whether slow [load] functions are told.
    private let timesLoads: Bool

    init(_ bench: CheckBench, _ plugin: OpenedPlugin, host: ScriptedHost? = nil, timesLoads: Bool = false) {
        self.timesLoads = timesLoads
        self.bench = bench
        self.plugin = plugin
        self.host = host ?? bench.host(granting: plugin.services)
    }

    func start() throws(CheckStop) {
        bench.voice.at("start")
        let begun = Monotonic.now()
        let status = plugin.table.start?(host.table) ?? ABIStatus.ok
        timed("start", since: begun, limit: 100)
        guard status == ABIStatus.ok else {
            bench.voice.find(Finding("start-refused", "start returns status \(status), so that the plugin is not used"))
            throw .found
        }
    }

    func stop() {
        bench.voice.at("stop")
        let begun = Monotonic.now()
        plugin.table.stop?()
        timed("stop", since: begun, limit: 5000)
    }

    /// An instance with a configuration that the plugin takes: the author's, or one made from the schema.
    func makeInstance(of type: PluginType) throws(CheckStop) -> PluginInstance {
        let candidates = ConfigurationSource(bench.options, type, numbers: bench.numbers("configuration", type.id))
        if let given = bench.options.configuration(of: type.id),
            let violation = type.configuration?.compiled.violations(of: given).first
        {
            throw .noInstance(
                of: type.id,
                "--config does not match config_schema: \(violation.instancePointer) \(violation.message)")
        }
        var reason = "no value was found that config_schema accepts"
        for configuration in candidates.candidates {
            switch create(type, configuration.bytes) {
            case .success(let instance): return instance
            case .failure(let refusal): reason = refusal.words
            }
        }
        throw .noInstance(of: type.id, reason)
    }

    func create(_ type: PluginType, _ configuration: [UInt8]) -> Result<PluginInstance, CreateRefusal> {
        bench.voice.at("create of \(type.id) with the configuration \(String(decoding: configuration, as: UTF8.self))")
        var scope: JSONObject = [
            "scope": "scope-check", "row": "row-check", "version": 1, "limits": ["payload": .int(Int(AH_MAX_PAYLOAD))],
        ]
        if let settings = bench.options.settings { scope["settings"] = settings }
        if plugin.wantsData {
            let folder = bench.folder + "/data"
            mkdir(folder, 0o700)
            scope["data_dir"] = .string(folder)
        }
        let loans = (Loan(configuration, .configuration), Loan(JSONValue.object(scope).bytes, .scope))
        let reports = ReportBox()
        let untouched = OpaquePointer(bitPattern: 0x5A5A_5A5A_5A50)
        var out = untouched
        let begun = Monotonic.now()
        // SAFETY: all is borrowed until create returns; `reports` lives beyond that.
        let status =
            type.table.create?(
                host.table, type.pointer, loans.0.bytes, loans.1.bytes, &out,
                { user, json in
                    guard let user else { return }
                    // SAFETY: the box that create got.
                    Unmanaged<ReportBox>.fromOpaque(user).takeUnretainedValue().receive(json)
                }, Unmanaged.passUnretained(reports).toOpaque()) ?? ABIStatus.internal
        timed("create", since: begun, limit: 100)
        loans.0.end()
        loans.1.end()
        if status != ABIStatus.ok {
            return .failure(CreateRefusal(status: status, reports: reports.all, wasOutTouched: out != untouched))
        }
        guard let instance = out, instance != untouched else {
            bench.voice.find(
                Finding("create-no-instance", "create of \(type.id) returns AH_OK and gives no instance"))
            return .failure(CreateRefusal(status: status, reports: reports.all, wasOutTouched: false))
        }
        return .success(PluginInstance(type: type, pointer: instance))
    }

    func destroy(_ instance: PluginInstance) {
        bench.voice.at("destroy of \(instance.type.id)")
        let begun = Monotonic.now()
        instance.type.table.destroy?(instance.pointer)
        timed("destroy", since: begun, limit: 100)
    }

    /// After stop a plugin is silent: a moment in which it could still say something.
    func linger() {
        bench.voice.at("the moment after stop")
        poll(nil, 0, 20)
    }

    private func timed(_ function: String, since begun: UInt64, limit: Int) {
        let milliseconds = Int((Monotonic.now() - begun) / 1_000_000)
        guard timesLoads, milliseconds > limit else { return }
        bench.voice.find(
            Finding(
                "load-time", "\(function) takes longer than \(limit) ms", severity: .warning,
                details: ["milliseconds": .int(milliseconds)]))
    }
}

/// An instance of a plugin's.
// SAFETY: the pointer is the plugin's own and only handed back to it.
struct PluginInstance: @unchecked Sendable {
    let type: PluginType
    let pointer: OpaquePointer
}

/// What create reports; nil for bytes at NULL.
// SAFETY: used on create's own thread alone, as the header says; a report from another thread is a race of the plugin's.
private final class ReportBox: @unchecked Sendable {
    private(set) var all: [[UInt8]?] = []

    func receive(_ json: ah_bytes) { all.append(json.copied) }
}
