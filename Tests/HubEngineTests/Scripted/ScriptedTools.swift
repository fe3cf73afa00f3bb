import HubCore
import Synchronization
import Testing

/// Tools by name; a call of a tool that the script does not have fails the test.
final class ScriptedTools: ToolInvoker {
    typealias Body = @Sendable (ToolInvocation) async -> ToolOutcome

    private let state: Mutex<(bodies: [String: Body], invocations: [ToolInvocation])>

    init(_ bodies: [String: Body] = [:]) { state = Mutex((bodies, [])) }

    var invocations: [ToolInvocation] { state.withLock { $0.invocations } }

    func set(_ name: String, _ body: @escaping Body) { state.withLock { $0.bodies[name] = body } }

    func effects(ofType type: String) -> ToolEffects { type.hasSuffix("_GET") ? .reads : .changes }

    func invoke(_ invocation: ToolInvocation) async -> ToolOutcome {
        let body = state.withLock { state in
            state.invocations.append(invocation)
            return state.bodies[invocation.tool.name]
        }
        guard let body else {
            Issue.record("\(invocation.tool.name) was called, which the script does not have.")
            return .failure(ToolFailure(.internal, "unexpected call"))
        }
        return await body(invocation)
    }
}
