import HubCore
import Synchronization

/// What crossing the border to a plugin costs, in nanoseconds a call, for benchmarks. Everything runs with the checks,
/// deadlines and cancellation of a real call.
package struct BorderMeasurement: Sendable {
    /// Why nothing was measured.
    package struct Failure: Error, Sendable {
        package let message: String
    }

    private let host: PluginHost
    private let invocation: ToolInvocation

    /// `invocation` is one whose type completes inline, such as an echo.
    package init(host: PluginHost, invocation: ToolInvocation) {
        self.host = host
        self.invocation = invocation
    }

    /// A synchronous function of the plugin's: it is asked for an extension that it does not have.
    package func synchronous(rounds: Int) async throws -> Double {
        guard let (transport, type) = host.inProcess(invocation.tool.type) else {
            throw Failure(message: "the tool type is none of this process")
        }
        return try await onThread {
            let start = MonotonicTime.now()
            for _ in 0..<rounds where transport.offers("none", type: type) { return nil }
            return Double(MonotonicTime.now() &- start) / Double(rounds)
        }
    }

    /// A call from a thread that may run plugins' code, completed before `invoke` returns.
    package func inline(rounds: Int) async throws -> Double {
        guard case .success = await host.invoke(invocation) else { throw Failure(message: "the tool fails") }
        return try await onThread {
            let answers = Atomic(0)
            let count: PluginCall.Receiver = { _ in answers.add(1, ordering: .relaxed) }
            let start = MonotonicTime.now()
            for _ in 0..<rounds {
                guard host.invokeInline(invocation, receiver: count) else { return nil }
            }
            guard answers.load(ordering: .relaxed) == rounds else { return nil }
            return Double(MonotonicTime.now() &- start) / Double(rounds)
        }
    }

    /// A call as the engine makes it: from a task to a worker thread and back, one at a time.
    package func hop(rounds: Int) async throws -> Double {
        guard case .success = await host.invoke(invocation) else { throw Failure(message: "the tool fails") }
        let start = MonotonicTime.now()
        for _ in 0..<rounds {
            guard case .success = await host.invoke(invocation) else { throw Failure(message: "the tool fails") }
        }
        return Double(MonotonicTime.now() &- start) / Double(rounds)
    }

    private func onThread(_ body: @escaping @Sendable () -> Double?) async throws -> Double {
        let result: Double? = await withCheckedContinuation { continuation in
            if !HostThread.start({ continuation.resume(returning: body()) }) { continuation.resume(returning: nil) }
        }
        guard let result else { throw Failure(message: "the call is not answered inline") }
        return result
    }
}
