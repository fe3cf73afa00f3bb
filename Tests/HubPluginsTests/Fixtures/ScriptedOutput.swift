import HubCore
import Synchronization

/// Shows what a call says to a test, which says how much room there is.
final class ScriptedOutput: ToolOutput {
    private struct State {
        var shown: [String] = []
        var room: Int
        var waiting: [@Sendable () -> Void] = []
        var rest: String?
    }

    private let state: Mutex<State>

    /// `room`: texts that are taken before somebody makes room for more.
    init(room: Int = .max) { state = Mutex(State(room: room)) }

    /// In their order.
    var texts: [String] { state.withLock { $0.shown } }
    /// Whether somebody waits for room.
    var isWaitedFor: Bool { state.withLock { !$0.waiting.isEmpty } }
    var text: String { texts.joined() }
    /// What came with the call's end; nil: it has not ended.
    var rest: String? { state.withLock { $0.rest } }

    func show(_ text: String, room: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            guard state.room > 0 else {
                state.waiting.append(room)
                return false
            }
            state.room -= 1
            state.shown.append(text)
            return true
        }
    }

    func end(with rest: String) {
        state.withLock { state in
            state.rest = rest
            if !rest.isEmpty { state.shown.append(rest) }
        }
    }

    /// Makes room for so many texts, and says so to who waits.
    func makeRoom(_ count: Int) {
        let waiting = state.withLock { state in
            state.room = count
            defer { state.waiting = [] }
            return state.waiting
        }
        for room in waiting { room() }
    }
}
