import Foundation
import HubCore
import PluginABI
import RunnerProtocol
import Synchronization

/// A plugin in a PluginRunner, behind tables like those of one that is loaded here: their functions send frames, and what the
/// plugin asks is asked of the scripted host's own tables.
final class ScriptedRunner: Sendable {
    private struct State {
        weak var host: ScriptedPluginHost?
        var lastInstance: UInt64 = 0
        var creating: [UInt64: Awaited<RunnerFrame>] = [:]
        var openCalls: Set<ah_call> = []
        var isOver = false
    }

    private let process: RunnerProcess
    private let state = Mutex(State())
    /// The plugin's table, as the runner describes it.
    let plugin: RunnerTables

    /// Starts the plugin. Nothing here depends on how soon something happens, so nothing is stuck.
    init(_ product: String, services: Set<String>) throws {
        let library = BuildProducts.library(product).path
        let description = try RunnerDescription.of(library)
        let options = Self.confinement(description.manifest, services: services)
        process = try RunnerProcess(options, library)
        _ = try process.next(AHR_DESCRIPTION)
        let words = ["1.2.3"] + services.sorted()
        process.send(
            RunnerFrame(AHR_START, number: AH_ABI, payload: words.flatMap { Array($0.utf8) + [0] }))
        let started = try process.next(AHR_STARTED)
        guard started.status == AH_OK, started.number == 0 else {
            throw BuildProductError(
                description:
                    "\(product) does not start: \(started.status) \(String(decoding: started.payload, as: UTF8.self))")
        }
        plugin = RunnerTables.of(library, description, keeps: started.payload.map { $0 == 1 })
        process.rememberMemory()
    }

    /// What a host gives by the plugin's manifest and by what it is granted. A test's files are in the system's folder for temporary
    /// ones.
    private static func confinement(_ manifest: JSONValue, services: Set<String>) -> [String] {
        let limits = manifest["limits"]
        var options = [
            "--grace", "600000", "--load-limit", "600000", "--memory", "\(limits?["memory_mb"]?.intValue ?? 1024)",
            "--threads", "\(min(64, limits?["threads"]?.intValue ?? 64))",
        ]
        options += BuildProducts.toRead
        let hasFiles = manifest["data"] == true || services.contains(AH_EXT_HOST_CREDENTIALS)
        if hasFiles { options += ["--write", FileManager.default.temporaryDirectory.path] }
        if manifest["network"] == true, services.contains(AH_EXT_HOST_EGRESS) { options.append("--network") }
        return options
    }

    /// From here on the plugin's frames reach the host, which is not kept by this.
    func attach(_ host: ScriptedPluginHost) {
        state.withLock { $0.host = host }
        process.read { frame in
            if let frame { self.take(frame) } else { self.end() }
        }
    }

    func close() { process.close() }

    // MARK: What the tables' functions do

    func create(type: UInt32, _ configuration: [UInt8], _ scope: [UInt8]) -> (frame: RunnerFrame, number: UInt64) {
        let created = Awaited<RunnerFrame>()
        let number = state.withLock { state -> UInt64? in
            guard !state.isOver else { return nil }
            state.lastInstance += 1
            state.creating[state.lastInstance] = created
            return state.lastInstance
        }
        guard let number else { return (RunnerFrame(AHR_CREATED, status: Int32(AH_E_CRASHED)), 0) }
        process.send(
            RunnerFrame(AHR_CREATE, number: type, subject: number, payload: RunnerFrame.payload(configuration, scope)))
        return (created.wait(), number)
    }

    func destroy(_ instance: UInt64) { process.send(RunnerFrame(AHR_DESTROY, subject: instance)) }

    func cancel(_ call: ah_call) { process.send(RunnerFrame(AHR_CANCEL, subject: call)) }

    func begin(_ call: ah_call, function: Int, of instance: UInt64, input: [UInt8]) -> ah_status {
        let host = state.withLock { state -> ScriptedPluginHost? in
            guard !state.isOver, let host = state.host else { return nil }
            state.openCalls.insert(call)
            return host
        }
        guard let host else { return ah_status(AH_E_CRASHED) }
        let payload = RunnerFrame.payload(host.principals, host.space, input)
        process.send(
            RunnerFrame(
                AHR_INVOKE, code: function, subject: call, object: instance,
                payload: RunnerFrame.number(host.deadline(of: call)) + payload))
        return ah_status(AH_OK)
    }

    func send(_ frame: RunnerFrame) { process.send(frame) }

    // MARK: What the plugin does

    private func take(_ frame: RunnerFrame) {
        guard let host = state.withLock({ $0.host }) else { return }
        switch frame.kind {
        case AHR_CREATED: state.withLock { $0.creating.removeValue(forKey: frame.subject) }?.bring(frame)
        case AHR_COMPLETE: complete(frame.subject, frame.status, frame.payload, at: host)
        case AHR_REFUSED: complete(frame.subject, frame.status, [], at: host)
        case AHR_REQUEST: RunnerRequest(frame, runner: self).ask(host)
        case AHR_LOG:
            LentBytes(frame.payload).lend {
                host.table.pointee.log(host.table, frame.subject, Int32(bitPattern: frame.number), $0)
            }
        case AHR_NOTE:
            if frame.code == AHR_NOTE_REPEATED_COMPLETION || frame.code == AHR_NOTE_UNKNOWN_CALL {
                host.noteStaleCompletion()
            }
        case _:
            fatalError("The runner sent a frame of kind \(frame.kind), code \(frame.code), subject \(frame.subject).")
        }
    }

    private func complete(_ call: ah_call, _ status: Int32, _ json: [UInt8], at host: ScriptedPluginHost) {
        _ = state.withLock { $0.openCalls.remove(call) }
        LentBytes(json).lend { _ = host.table.pointee.complete(host.table, call, status, $0) }
    }

    private func end() {
        let (host, creating, calls) = state.withLock { state in
            state.isOver = true
            defer { (state.creating, state.openCalls) = ([:], []) }
            return (state.host, state.creating, state.openCalls)
        }
        for waiting in creating.values { waiting.bring(RunnerFrame(AHR_CREATED, status: Int32(AH_E_CRASHED))) }
        guard let host else { return }
        for call in calls { complete(call, Int32(AH_E_CRASHED), [], at: host) }
    }
}
