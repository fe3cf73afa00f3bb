import HTTPTypes
import HubEngine
import NIOCore
import Synchronization

/// Lies between a turn, which never waits but for the words of its tools, and the one who writes its stream to the client.
final class StreamQueue: Sendable {
    private struct State: Sendable {
        var machine: StreamStateMachine
        var encoder: any TurnEncoder
        /// The headers of the answer, once it is there.
        var headers: HTTPFields = [:]
        var reader: CheckedContinuation<StreamPiece, Never>?
        /// Who waits for room.
        var waiting: [@Sendable () -> Void] = []

        /// The reader and its piece, if it waits and there is one.
        mutating func served(at now: ContinuousClock.Instant) -> (CheckedContinuation<StreamPiece, Never>, StreamPiece)?
        {
            guard let reader, let piece = machine.next(at: now) else { return nil }
            self.reader = nil
            return (reader, piece)
        }

        /// Those who waited for room, once there is some.
        mutating func roomy() -> [@Sendable () -> Void] {
            guard !waiting.isEmpty, !machine.isFull else { return [] }
            defer { waiting = [] }
            return waiting
        }
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> ContinuousClock.Instant

    init(_ encoder: any TurnEncoder, timing: StreamTiming) {
        state = Mutex(State(machine: StreamStateMachine(timing), encoder: encoder))
        now = timing.now
    }

    /// What the answer said of itself; empty before it is there.
    var headers: HTTPFields { state.withLock { $0.headers } }

    func put(_ event: TurnEvent) {
        change { state, now in
            state.machine.put(at: now) { state.encoder.write(event, to: &$0) }
        }
    }

    /// The same for what can wait: false while the stream is full, and then `room` runs once when it is not.
    func offer(_ event: TurnEvent, room: @escaping @Sendable () -> Void) -> Bool {
        change { state, now in
            if state.machine.isFull {
                state.waiting.append(room)
                return false
            }
            state.machine.put(at: now) { state.encoder.write(event, to: &$0) }
            return true
        }
    }

    /// Ends the stream with a stored reply.
    func finish(_ reply: ByteBuffer, headers: HTTPFields) throws {
        try change { state, now in
            state.headers = headers
            try state.machine.put(at: now) { try state.encoder.finish(reply, to: &$0) }
            state.machine.end()
        }
    }

    /// Ends the stream where nothing of it was written yet; false where something was, and it goes on.
    func refuse(_ error: any Error) -> Bool { change { state, _ in state.machine.refuse(error) } }

    /// Ends the stream with a problem.
    func finish(_ problem: Problem, requestID: String) {
        change { state, now in
            state.machine.put(at: now) { state.encoder.finish(problem, requestID: requestID, to: &$0) }
            state.machine.end()
        }
    }

    func beat() -> StreamStateMachine.Beat { change { state, now in state.machine.beat(at: now) } }

    /// The next piece, when there is one. For one reader, who is done with the piece before.
    func next() async -> StreamPiece {
        await withCheckedContinuation { reader in
            change { state, _ in
                precondition(state.reader == nil, "a stream has one reader")
                state.reader = reader
            }
        }
    }

    @discardableResult
    private func change<Value: Sendable, Failure: Error>(
        _ body: (inout State, ContinuousClock.Instant) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let now = now()
        let (value, served, roomy) = try state.withLock { state throws(Failure) in
            let value = try body(&state, now)
            let served = state.served(at: now)
            return (value, served, state.roomy())
        }
        if let (reader, piece) = served { reader.resume(returning: piece) }
        for room in roomy { room() }
        return value
    }
}

/// Shows a turn to a stream.
struct StreamObserver: TurnObserver {
    let queue: StreamQueue
    let canWithdrawWords: Bool

    func observe(_ event: TurnEvent) { queue.put(event) }
    func offer(_ event: TurnEvent, room: @escaping @Sendable () -> Void) -> Bool { queue.offer(event, room: room) }
}
