import HubCore
import Synchronization

/// One call of a tool, from the caller's question to the plugin's completion, which may come long after the answer.
final class PluginCall: Sendable {
    typealias Receiver = @Sendable (CallAnswer) -> Void

    let id: UInt64
    let plugin: LoadedPlugin
    let caller: Caller
    let deadline: Deadline
    let traceID: String
    let requestID: String
    let traceparent: String?
    let input: CallInput
    /// What `input` writes as JSON.
    let arguments: JSONValue
    let function: PluginFunction
    /// What it may read by id; nil: nothing.
    let blobs: (any ToolBlobs)?
    /// What it writes by id, until its result names it.
    let written: CallBlobs
    /// Takes that then; nil: it writes nothing.
    let files: (any ToolFiles)?
    /// What it says while it runs.
    let stream = CallStream()
    /// Where that is shown; nil: nobody looks.
    let output: (any ToolOutput)?
    /// The secret that the tool's row names; the plugin sees it only where the operator grants it that.
    let credential: Secret?
    /// nil where the call has nobody who makes vectors.
    let embedder: (any ToolEmbedder)?
    /// Where the call's HTTP exchanges are written down; nil for all but trials.
    let recorder: ExchangeRecorder?

    /// Bytes.
    private static let shortestMasked = 8

    private struct State {
        var machine = CallStateMachine()
        var receiver: Receiver?
        /// What came before there was a receiver.
        var early: CallAnswer?
        var instance: PluginInstance?
        var requests: [ServiceRequest] = []
        var principals: CallInput?
        var embeddingSpace: CallInput?
        var hasSentSecret = false
        /// Made when it is needed first.
        var mask: SecretMask?

        mutating func takeReceiver(or answer: CallAnswer) -> Receiver? {
            defer { receiver = nil }
            if receiver == nil { early = answer }
            return receiver
        }
    }

    private let state = Mutex(State())
    private let table: CallTable

    init(
        id: UInt64, plugin: LoadedPlugin, invocation: ToolInvocation, function: PluginFunction, input: CallInput,
        recorder: ExchangeRecorder?, written: CallBlobs, table: CallTable
    ) {
        self.id = id
        self.plugin = plugin
        caller = invocation.caller
        deadline = invocation.deadline
        traceID = invocation.traceID
        requestID = invocation.requestID
        traceparent = invocation.traceparent
        credential = invocation.credential
        embedder = invocation.embedder
        blobs = invocation.blobs
        files = invocation.files
        output = invocation.output
        self.written = written
        arguments = invocation.arguments
        self.function = function
        self.input = input
        self.recorder = recorder
        self.table = table
    }

    /// The instance that works on it, or will; nil while that is not known.
    var instance: PluginInstance? { state.withLock { $0.instance } }

    /// The answer goes to `receiver`, once; at once when it is there already.
    func attach(_ receiver: @escaping Receiver) {
        let early = state.withLock { state in
            if state.early == nil { state.receiver = receiver }
            return state.early
        }
        if let early { receiver(early) }
    }

    /// Gives the call to an instance; false when nobody waits for it any more. Called under the instance's lock.
    func assign(to instance: PluginInstance) -> Bool {
        state.withLock { state in
            guard state.machine.phase == .waiting else { return false }
            state.instance = instance
            return true
        }
    }

    /// Whether the plugin may be given the call now.
    func enter() -> Bool { state.withLock { $0.machine.enter() } }

    var isAwaited: Bool { state.withLock { $0.machine.phase == .running } }

    /// The caller gets an answer now, whatever the plugin does. Its plugin is told, and its requests are ended.
    func end(_ reason: CallEnd) {
        let (ending, receiver, instance, requests) = state.withLock { state in
            let ending = state.machine.end()
            guard ending != .alreadyOver else { return (ending, Receiver?.none, state.instance, [ServiceRequest]()) }
            defer { state.requests = [] }
            return (ending, state.takeReceiver(or: .ended(reason)), state.instance, state.requests)
        }
        switch ending {
        case .alreadyOver: return
        case .beforeEntry:
            receiver?(.ended(reason))
            table.release(id)
            instance?.leave(self)
            plugin.callOver()
        case .orphaned:
            plugin.standing.callOrphaned()
            receiver?(.ended(reason))
            for request in requests { request.cancel() }
            if let instance { plugin.transport.cancel(self, on: instance) }
        }
    }

    /// The plugin's completion. What is not the first one, or comes too late, changes nothing and is counted.
    func complete(_ answer: CallAnswer) -> CallStateMachine.Completion {
        let (completion, receiver, instance, requests) = state.withLock { state in
            let completion = state.machine.complete()
            guard completion == .accepted || completion == .late else {
                return (completion, Receiver?.none, PluginInstance?.none, [ServiceRequest]())
            }
            defer { state.requests = [] }
            let receiver = completion == .accepted ? state.takeReceiver(or: answer) : nil
            return (completion, receiver, state.instance, state.requests)
        }
        switch completion {
        case .accepted:
            receiver?(answer)
            for request in requests { request.cancel() }
        case .late: plugin.standing.orphanCompleted()
        case .repeated, .premature: return completion
        }
        table.release(id)
        instance?.finished()
        plugin.callOver()
        return completion
    }

    /// The plugin was given the call and will never complete it, because the process that had it is gone.
    func lose(_ end: CallEnd) {
        let (completion, receiver, instance, requests) = state.withLock { state in
            let completion = state.machine.complete()
            defer { state.requests = [] }
            let receiver = completion == .accepted ? state.takeReceiver(or: .ended(end)) : nil
            return (completion, receiver, state.instance, state.requests)
        }
        switch completion {
        case .accepted:
            receiver?(.ended(end))
            for request in requests { request.cancel() }
        case .late: plugin.standing.orphanLost()
        case .repeated, .premature: return
        }
        table.release(id)
        instance?.finished()
        plugin.callOver()
    }

    /// Adds a request that must end with the call.
    func add(_ request: ServiceRequest, limit: Int) -> RequestAdmission {
        // The instance's lock comes before the call's, so that it is held first and let go when the call refuses.
        guard let instance, instance.hold() else { return .stale }
        let admission: RequestAdmission = state.withLock { state in
            switch state.machine.phase {
            case .waiting, .over: return .stale
            case .orphaned: return .cancelled
            case .running: break
            }
            guard state.requests.count < limit else { return .busy }
            state.requests.append(request)
            return .admitted(instance)
        }
        guard case .admitted = admission else {
            instance.release()
            return admission
        }
        return admission
    }

    /// A request of the call takes the caller's token or the credential along.
    func sendsSecret() { state.withLock { $0.hasSentSecret = true } }

    /// What must be taken out of all that the plugin says, since whoever was sent a secret may have said it back; nil
    /// while no one was sent any. A secret of a few bytes is left: it stands in figures and words by chance, which must
    /// reach the user as they are.
    var mask: SecretMask? {
        let given = instance?.givenSecrets ?? []
        guard !given.isEmpty || state.withLock({ $0.hasSentSecret }) else { return nil }
        if let mask = state.withLock({ $0.mask }) { return mask }
        let all = Set(secrets + given)
        let mask = SecretMask(all.filter { $0.reveal().utf8.count >= Self.shortestMasked })
        state.withLock { $0.mask = mask }
        return mask
    }

    /// Of the call's secrets, sent or not, and however short.
    var secretMask: SecretMask { SecretMask(secrets.filter { !$0.reveal().isEmpty }) }

    private var secrets: [Secret] { [caller.token] + (credential.map { [$0] } ?? []) }

    /// Who asks, as JSON that stays in place until the call is over on both sides.
    func keptPrincipals(_ names: OpaqueNames) -> CallInput {
        state.withLock { state in
            let principals = function.isAsked ? names.principals(of: caller) : []
            let kept = state.principals ?? CallInput(JSONValue.strings(principals).bytes)
            state.principals = kept
            return kept
        }
    }

    /// What the call's vectors are, as JSON that stays in place as `keptPrincipals` does; nil where it has none.
    func keptEmbeddingSpace(_ names: OpaqueNames) -> CallInput? {
        guard let space = embedder?.space else { return nil }
        return state.withLock { state in
            if let kept = state.embeddingSpace { return kept }
            let json: JSONValue = [
                "model": .string(names.space(space, of: caller.scope.tenant)), "dimensions": .int(space.dimensions),
            ]
            let kept = CallInput(json.bytes)
            state.embeddingSpace = kept
            return kept
        }
    }

    func remove(_ request: ServiceRequest) {
        state.withLock { $0.requests.removeAll { $0 === request } }
    }
}

/// Whether a call may have one more request under way. An admitted one holds the instance until it lets go of it.
enum RequestAdmission {
    case admitted(PluginInstance)
    case stale
    case cancelled
    case busy
}
