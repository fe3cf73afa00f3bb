import HubCore
import Synchronization
import Testing

@testable import HubCrypto

/// Gives the documents it was told to give, one a load, in order. A load beyond them is a test's failure.
final class ScriptedKeySource: KeySource {
    struct Failure: Error {}

    enum Answer: Sendable {
        case document([UInt8])
        case failure
        /// The document, but only after `release` was called.
        case held([UInt8])
    }

    private struct State {
        var answers: [Answer]
        var loads = 0
        var isReleased = false
        var held: CheckedContinuation<Void, Never>?
    }

    private let state: Mutex<State>

    init(_ answers: Answer...) { state = Mutex(State(answers: answers)) }

    /// How many loads have begun.
    var loads: Int { state.withLock(\.loads) }

    func append(_ answer: Answer) { state.withLock { $0.answers.append(answer) } }

    /// Lets every held load go on, this one and later ones.
    func release() {
        let held = state.withLock { state in
            state.isReleased = true
            return state.held.take()
        }
        held?.resume()
    }

    func load() async throws -> [UInt8] {
        let answer = state.withLock { state in
            state.loads += 1
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        switch answer {
        case nil:
            Issue.record("a load that the test did not expect")
            throw Failure()
        case .document(let document): return document
        case .failure: throw Failure()
        case .held(let document):
            await withCheckedContinuation { continuation in
                let isReleased = state.withLock { state in
                    if !state.isReleased { state.held = continuation }
                    return state.isReleased
                }
                if isReleased { continuation.resume() }
            }
            return document
        }
    }
}
