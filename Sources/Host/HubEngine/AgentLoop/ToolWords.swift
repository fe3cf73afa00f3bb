import HubCore
import Synchronization

/// Hands what one call of a tool says to who watches the turn: between the call's start and its end, whoever says it when.
final class ToolWords: ToolOutput {
    private let observer: any TurnObserver
    private let call: Int
    private let name: String
    /// Held while the observer, which does not wait, is told: what comes late must not follow the call's end.
    private let isOver = Mutex(false)

    init(observer: any TurnObserver, call: Int, name: String) {
        self.observer = observer
        self.call = call
        self.name = name
    }

    func show(_ text: String, room: @escaping @Sendable () -> Void) -> Bool {
        isOver.withLock { isOver in
            isOver || observer.offer(.toolOutput(call: call, name: name, text: text.withoutNUL), room: room)
        }
    }

    func end(with rest: String) {
        isOver.withLock { isOver in
            guard !isOver else { return }
            isOver = true
            if !rest.isEmpty { observer.observe(.toolOutput(call: call, name: name, text: rest.withoutNUL)) }
        }
    }
}
