import HubCore
import Synchronization

/// Runs nothing: remembers the calls and gives the report that the script says.
final class ScriptedTester: ToolTester {
    private let calls = Mutex<[ToolInvocation]>([])
    let report: @Sendable (ToolInvocation) -> ToolTestReport

    init(_ report: @escaping @Sendable (ToolInvocation) -> ToolTestReport) { self.report = report }

    var invocations: [ToolInvocation] { calls.withLock { $0 } }

    func test(_ invocation: ToolInvocation) async -> ToolTestReport {
        calls.withLock { $0.append(invocation) }
        return report(invocation)
    }
}

/// Offers no types and has nothing against any row.
struct ScriptedToolTypes: ToolTypeCatalog {
    func toolTypes() -> [ToolTypeDescription] { [] }
    func problems(with tool: Tool, probe: ToolProbe?) async -> [FieldProblem] { [] }
}

/// Seals so that a test can see what was sealed; a token that it did not make cannot be opened.
struct ScriptedSealer: SecretSealer {
    struct Foreign: Error {}

    func seal(_ secret: Secret) throws -> SealedSecret { SealedSecret(token: "sealed " + secret.reveal()) }

    func open(_ sealed: SealedSecret) throws -> Secret {
        guard sealed.token.hasPrefix("sealed ") else { throw Foreign() }
        return Secret(String(sealed.token.dropFirst("sealed ".count)))
    }
}

/// Remembers what was told.
final class ScriptedAnnouncer: ConfigurationAnnouncer {
    private let told = Mutex<[TenantScope?]>([])

    var scopes: [TenantScope?] { told.withLock { $0 } }

    func changed(_ scope: TenantScope?) async { told.withLock { $0.append(scope) } }
}
