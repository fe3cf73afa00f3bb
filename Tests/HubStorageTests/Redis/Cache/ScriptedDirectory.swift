import HubCore
import Synchronization

/// Gives what it was told to, and counts how often it was asked.
final class ScriptedDirectory: TenantDirectory {
    private let state: Mutex<(answer: Result<TenantConfiguration?, any Error>, loads: Int)>

    init(_ answer: TenantConfiguration?) { state = Mutex((.success(answer), 0)) }

    var loads: Int { state.withLock { $0.loads } }

    func answer(_ answer: Result<TenantConfiguration?, any Error>) { state.withLock { $0.answer = answer } }

    func configuration(of scope: TenantScope, notOlderThan version: Int64) async throws -> TenantConfiguration? {
        try state.withLock { state in
            state.loads += 1
            return try state.answer.get()
        }
    }
}
