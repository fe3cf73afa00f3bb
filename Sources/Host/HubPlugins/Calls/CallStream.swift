import HubCore
import Synchronization

/// What one call of a plugin streams: masked, shown as far as somebody looks and has room, and kept for a result that only says
/// that it was streamed.
final class CallStream: Sendable {
    /// Bytes that a call may stream.
    static let maximumBytes = 1 << 20
    /// Bytes that are kept: what a tool's result may have, with room for its form.
    static let keptBytes = 96 << 10

    private enum Phase {
        case idle
        /// An emit is under way.
        case offering
        /// One was not taken, and there is no room yet.
        case waiting
    }

    private struct State {
        var phase = Phase.idle
        /// Counts the emits, so that one that was not taken does not change the phase of the next.
        var turn = 0
        var bytes = 0
        var tail = SecretTail()
        var kept: [UInt8] = []
        var hasBegun = false
        var isCut = false
        var isOver = false

        /// Keeps as much of the text as may be, in whole characters.
        mutating func keep(_ text: [UInt8]) {
            guard !isCut else { return }
            let room = CallStream.keptBytes - kept.count
            guard text.count > room else { return kept += text }
            isCut = true
            var end = room
            while end > 0, text[end] & 0xC0 == 0x80 { end -= 1 }
            kept += text[..<end]
        }
    }

    private enum Admission {
        case refused(Int32)
        case admitted(turn: Int, SecretTail)
    }

    private let state = Mutex(State())

    /// Whether anybody may have seen anything of it.
    var hasBegun: Bool { state.withLock { $0.hasBegun } }

    /// Shows the next chunk, which is UTF-8. Another status than busy: `room` never runs; busy: it runs once when there is space to
    /// try again.
    func offer(
        _ chunk: [UInt8], under mask: SecretMask?, to output: (any ToolOutput)?, room: @escaping @Sendable () -> Void
    ) -> Int32 {
        let admission = state.withLock { state -> Admission in
            if state.isOver { return .refused(ABIStatus.stale) }
            guard state.phase == .idle else { return .refused(ABIStatus.invalidInput) }
            guard chunk.count <= Self.maximumBytes - state.bytes else { return .refused(ABIStatus.tooLarge) }
            state.phase = .offering
            state.turn += 1
            return .admitted(turn: state.turn, state.tail)
        }
        switch admission {
        case .refused(let status): return status
        case .admitted(let turn, var tail):
            let shown = tail.add(chunk, under: mask)
            let isTaken =
                shown.isEmpty
                || output?.show(String(decoding: shown, as: UTF8.self)) { [self] in
                    giveRoom(to: turn)
                    room()
                } ?? true
            state.withLock { state in
                guard state.turn == turn else { return }
                guard isTaken else {
                    if state.phase == .offering { state.phase = .waiting }
                    return
                }
                state.phase = .idle
                // A call that was completed meanwhile has its result already.
                guard !state.isOver else { return }
                state.hasBegun = true
                state.bytes += chunk.count
                state.tail = tail
                state.keep(shown)
            }
            return isTaken ? ABIStatus.ok : ABIStatus.busy
        }
    }

    /// Whoever waits for room may try again, also before its emit has returned: that changes nothing any more then.
    private func giveRoom(to turn: Int) {
        state.withLock { state in
            guard state.turn == turn else { return }
            state.turn += 1
            state.phase = .idle
        }
    }

    /// The call's end lets go of whoever waits.
    func giveUp() {
        state.withLock { state in
            guard state.phase == .waiting else { return }
            state.turn += 1
            state.phase = .idle
        }
    }

    /// Ends it when the call is over, and shows what was held. Returns all that was streamed as a result, nil where nothing was.
    func end(under mask: SecretMask?, to output: (any ToolOutput)?) -> JSONValue? {
        let (rest, result) = state.withLock { state -> ([UInt8], JSONValue?) in
            guard !state.isOver else { return ([], nil) }
            state.isOver = true
            // An emit that is under way has what was held, and shows it or not.
            let rest = state.phase == .offering ? [] : state.tail.end(under: mask)
            guard state.hasBegun else { return (rest, nil) }
            state.keep(rest)
            var members: JSONObject = ["text": .string(String(decoding: state.kept, as: UTF8.self))]
            if state.isCut { members["cut"] = true }
            state.kept = []
            return (rest, .object(members))
        }
        output?.end(with: String(decoding: rest, as: UTF8.self))
        return result
    }
}
