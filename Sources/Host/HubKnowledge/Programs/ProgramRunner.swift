import Glibc
import HubCore

/// Runs programs of other people's making on bytes of other people's making: each in a process group and an environment of its
/// own, with limits, a deadline and a bound on how many run at once.
package struct ProgramRunner: Sendable {
    private let places: Places

    /// `concurrent`: how many run at once; others wait.
    package init(concurrent: Int) {
        places = Places(concurrent)
    }

    /// Returns when the program has ended and was reaped, and with it whatever it had started in its group.
    func run(_ run: ProgramRun, by deadline: Deadline) async throws(ProgramFailure) -> ProgramResult {
        switch await places.take(by: deadline) {
        case .taken: break
        case .cancelled: throw .cancelled
        case .late: throw .deadline
        }
        defer { places.giveBack() }
        let program = SpawnedProgram(run, by: deadline)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation {
                (continuation: CheckedContinuation<Result<ProgramResult, ProgramFailure>, Never>) in
                if !OwnThread.start({ continuation.resume(returning: program.result()) }) {
                    continuation.resume(returning: .failure(.noProcess(code: EAGAIN)))
                }
            }
        } onCancel: {
            program.cancel()
        }
        return try result.get()
    }

    /// The program's absolute path, from where systems keep programs; nil: it is not installed.
    static func locate(_ name: String) -> String? {
        ["/usr/local/bin/", "/usr/bin/", "/bin/"].map { $0 + name }.first { access($0, X_OK) == 0 }
    }
}
