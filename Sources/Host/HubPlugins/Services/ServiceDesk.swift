import Synchronization

/// A request that may be served: whose it is, and where its reply goes.
struct AdmittedRequest: Sendable {
    let call: PluginCall
    let instance: PluginInstance
    let request: ServiceRequest
}

/// Admits a plugin's requests to host services: only on its own calls that are awaited, and only so many at once.
final class ServiceDesk: Sendable {
    struct Limits: Sendable {
        var requestsPerCall: Int
        var requestsPerPlugin: Int
    }

    private let calls: CallTable
    /// Runs what calls back into the plugin, soon and not on the calling thread where that may be any; false: never.
    private let callBack: @Sendable (@escaping @Sendable () -> Void) -> Bool
    private let standing: PluginStanding
    private let limits: Limits
    private let underWay = Mutex(0)

    init(
        calls: CallTable, standing: PluginStanding, limits: Limits,
        callBack: @escaping @Sendable (@escaping @Sendable () -> Void) -> Bool
    ) {
        self.calls = calls
        self.callBack = callBack
        self.standing = standing
        self.limits = limits
    }

    /// The plugin's open call of that number; nil otherwise, which is counted.
    func call(_ id: UInt64) -> PluginCall? {
        switch calls.find(id) {
        case .open(let call):
            if call.plugin.standing === standing { return call }
            standing.note(.foreignCall)
            return nil
        case .over: return nil
        case .unknown:
            standing.note(.unknownCall)
            return nil
        }
    }

    /// Admits a request and lets `serve` begin it; or refuses with a status of the ABI. `done` gets the reply once, on
    /// the plugin's way back.
    func admit(
        _ id: UInt64, done: @escaping @Sendable (ServiceReply) -> Void,
        serve: (AdmittedRequest) -> Void
    ) -> Int32 {
        guard let call = call(id) else { return ABIStatus.stale }
        guard take() else { return ABIStatus.busy }
        let request = ServiceRequest()
        switch call.add(request, limit: limits.requestsPerCall) {
        case .admitted(let instance):
            request.reply(to: { [self] reply in
                call.remove(request)
                give()
                // After the workers have ended the plugin never hears of it, and its instance stays.
                _ = callBack {
                    done(reply)
                    instance.release()
                }
            })
            serve(AdmittedRequest(call: call, instance: instance, request: request))
            return ABIStatus.ok
        case .stale:
            give()
            return ABIStatus.stale
        case .cancelled:
            give()
            return ABIStatus.cancelled
        case .busy:
            give()
            return ABIStatus.busy
        }
    }

    /// Admits what is done at once or must wait for room: `take` says which. Only when it is busy, `done` gets the reply once, on the
    /// plugin's way back. Counts as no request: a call waits for room once at a time.
    func offer(
        _ id: UInt64, done: @escaping @Sendable (ServiceReply) -> Void, take: (AdmittedRequest) -> Int32
    ) -> Int32 {
        guard let call = call(id) else { return ABIStatus.stale }
        let request = ServiceRequest()
        switch call.add(request, limit: .max) {
        case .admitted(let instance):
            request.reply(to: { [callBack] reply in
                call.remove(request)
                _ = callBack {
                    done(reply)
                    instance.release()
                }
            })
            let status = take(AdmittedRequest(call: call, instance: instance, request: request))
            if status != ABIStatus.busy, request.withdraw() {
                call.remove(request)
                instance.release()
            }
            return status
        case .cancelled: return ABIStatus.cancelled
        case .stale, .busy: return ABIStatus.stale
        }
    }

    func note(malformed problem: String) { standing.note(.malformedRequest, PluginText.printable(problem)) }

    private func take() -> Bool {
        underWay.withLock { count in
            guard count < limits.requestsPerPlugin else { return false }
            count += 1
            return true
        }
    }

    private func give() { underWay.withLock { $0 -= 1 } }
}
