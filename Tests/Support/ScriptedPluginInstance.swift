import HubCore
import PluginABI
import Synchronization

/// How a plugin completed a call.
package struct PluginCompletion: Sendable, Hashable {
    package let status: ah_status
    package let bytes: [UInt8]

    package var text: String { String(decoding: bytes, as: UTF8.self) }
    /// nil: it is not JSON.
    package var json: JSONValue? { try? JSONValue(parsing: bytes) }
    package var message: String? { json?["message"]?.stringValue }
    package var details: JSONValue? { json?["details"] }
}

/// Why a plugin made no instance.
package struct PluginRefusal: Error, Sendable, Hashable {
    package let status: ah_status
    package let message: String?
    package let pointer: String?

    package init(status: ah_status, message: String?, pointer: String?) {
        self.status = status
        self.message = message
        self.pointer = pointer
    }
}

/// What a plugin reports while it makes an instance.
final class PluginReport: Sendable {
    private let document = Mutex<[UInt8]>([])

    static let take: ah_report = { user, json in
        guard let user else { return }
        // SAFETY: the report that `instance(of:)` keeps alive while create runs.
        let report = Unmanaged<PluginReport>.fromOpaque(user).takeUnretainedValue()
        report.document.withLock { $0 = json.copied }
    }

    func refusal(_ status: ah_status) -> PluginRefusal {
        let json = try? JSONValue(parsing: document.withLock { $0 })
        return PluginRefusal(
            status: status, message: json?["message"]?.stringValue, pointer: json?["pointer"]?.stringValue)
    }
}

/// An instance of a tool type. It is destroyed with the last reference, which must not go before its calls are complete.
package final class ScriptedPluginInstance: Sendable {
    package let host: ScriptedPluginHost
    // SAFETY: immutable, lives until the process ends.
    nonisolated(unsafe) let type: UnsafePointer<ah_tool_type>
    // SAFETY: the plugin's, only handed back to it; destroyed once, in deinit.
    nonisolated(unsafe) let pointer: OpaquePointer

    init(host: ScriptedPluginHost, type: UnsafePointer<ah_tool_type>, pointer: OpaquePointer) {
        self.host = host
        self.type = type
        self.pointer = pointer
    }

    deinit { type.pointee.destroy(pointer) }

    /// Runs the tool until it is completed.
    package func run(_ input: JSONValue, deadline: Deadline = .after(.seconds(60))) async -> PluginCompletion {
        await completion(of: begin(input.bytes, deadline: deadline))
    }

    /// Runs the tool with input that may be no JSON.
    package func run(bytes: [UInt8]) async -> PluginCompletion { await completion(of: begin(bytes)) }

    /// Asks for the instance's health.
    package func health() async -> PluginCompletion {
        await completion(of: begin([]) { self.type.pointee.health(self.pointer, $0) })
    }

    /// What the type says of keeping documents; nil: it keeps none.
    // SAFETY: immutable, lives until the process ends.
    private var knowledge: UnsafePointer<ah_knowledge>? {
        type.pointee.ext?(pointer, AH_EXT_KNOWLEDGE)?.assumingMemoryBound(to: ah_knowledge.self)
    }

    /// Gives a document to the type's index.
    package func ingest(_ request: JSONValue, deadline: Deadline = .after(.seconds(60))) async -> PluginCompletion {
        let lent = LentBytes(request.bytes)
        return await completion(
            of: begin(lent, deadline: deadline) { call in
                lent.lend { self.knowledge?.pointee.ingest(self.pointer, call, $0) ?? ah_status(AH_E_UNSUPPORTED) }
            })
    }

    /// Takes a document, or a collection, out of the type's index.
    package func remove(_ request: JSONValue) async -> PluginCompletion {
        let lent = LentBytes(request.bytes)
        return await completion(
            of: begin(lent, deadline: .after(.seconds(60))) { call in
                lent.lend { self.knowledge?.pointee.remove(self.pointer, call, $0) ?? ah_status(AH_E_UNSUPPORTED) }
            })
    }

    /// What the type's index holds.
    package func collections() async -> PluginCompletion {
        await completion(
            of: begin([]) { self.knowledge?.pointee.collections(self.pointer, $0) ?? ah_status(AH_E_UNSUPPORTED) })
    }

    /// Starts a call and does not wait for it.
    package func begin(_ input: [UInt8], deadline: Deadline = .after(.seconds(60))) -> ah_call {
        let lent = LentBytes(input)
        return begin(lent, deadline: deadline) { call in lent.lend { self.type.pointee.invoke(self.pointer, call, $0) }
        }
    }

    private func begin(_ input: [UInt8], _ function: (ah_call) -> ah_status) -> ah_call {
        begin(LentBytes(input), deadline: .after(.seconds(60)), function)
    }

    private func begin(_ input: LentBytes, deadline: Deadline, _ function: (ah_call) -> ah_status) -> ah_call {
        let call = host.state.withLock { state in
            state.lastCall += 1
            state.calls[state.lastCall] = .init(input: input, deadline: deadline.nanoseconds)
            return state.lastCall
        }
        let status = function(call)
        host.state.withLock { state in
            // A call that was not accepted is completed by nothing else.
            if status != ah_status(AH_OK) {
                state.calls[call]?.completion = PluginCompletion(status: status, bytes: [])
            }
            state.calls[call]?.isInside = false
            state.calls[call]?.endLoanIfOver()
        }
        return call
    }

    /// Tells the plugin that nobody waits for a call any more.
    package func cancel(_ call: ah_call) {
        host.state.withLock { $0.calls[call]?.isCancelled = true }
        type.pointee.cancel(pointer, call)
    }

    /// How a call was completed, when it is.
    package func completion(of call: ah_call) async -> PluginCompletion {
        await withCheckedContinuation { continuation in
            let completion = host.state.withLock { state in
                if state.calls[call]?.completion == nil { state.calls[call]?.waiter = continuation }
                return state.calls[call]?.completion
            }
            if let completion { continuation.resume(returning: completion) }
        }
    }
}
