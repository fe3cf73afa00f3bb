import HTTPTypes
import HubCore
import HubEngine
import Hummingbird
import NIOCore
import Synchronization
import Testing

@testable import HubServer

@Suite struct StreamedAnswerTests {
    /// Takes one piece and then nothing until its connection is closed, as a socket whose buffers are full.
    private struct StuckWriter: ResponseBodyWriter {
        struct Closed: Error {}
        let closed: Signal

        mutating func write(_ buffer: ByteBuffer) async throws {
            try await closed.wait()
            throw Closed()
        }
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws { throw Closed() }
    }

    private static let routed = TurnEvent.routed(
        agent: nil, language: .english, intent: nil, confidence: 1, router: .local)

    private func stream(
        over connection: ClientConnection = ClientConnection(), timing: StreamTiming = .still,
        answer: @escaping @Sendable (any TurnObserver) async throws -> Response
    ) -> StreamedAnswer {
        StreamedAnswer(
            ChatEncoder(), over: connection, timing: timing, requestID: "00f067aa0ba902b7",
            problem: { ($0 as? Problem) ?? .internalError }, answer: answer)
    }

    @Test func aReaderThatTakesNothingIsGivenUpAndItsTurnIsAnswered() async throws {
        let closed = Signal()
        let answered = Signal()
        let time = Mutex(ContinuousClock.now)
        var timing = StreamTiming()
        timing.now = { time.withLock { $0 } }
        // Time flies once there is something to read.
        let isRead = Signal()
        let beats = Atomic(0)
        timing.sleep = { until in
            if beats.add(1, ordering: .relaxed).oldValue == 0 { try await isRead.wait() }
            time.withLock { $0 = max($0, until) }
        }
        let stream = stream(
            over: ClientConnection(close: {
                closed.come()
                answered.come()
            }), timing: timing
        ) { observer in
            observer.observe(Self.routed)
            // It is under way when the reader is given up, and is not cancelled for it.
            try await answered.wait()
            try Task.checkCancellation()
            return .json(["done": true])
        }
        let first = try await stream.first()
        isRead.come()
        var writer: any ResponseBodyWriter = StuckWriter(closed: closed)
        await #expect(throws: StuckWriter.Closed.self) { try await stream.write(first, to: &writer) }
        #expect(stream.outcome.kind == .stalled)
    }

    @Test func theTurnEndsWhenTheClientGoes() async throws {
        let presence = ClientPresence()
        let begun = Signal()
        let stream = stream(over: ClientConnection(presence: presence)) { observer in
            observer.observe(Self.routed)
            begun.come()
            try await Signal().wait()
            return .json([:])
        }
        try await begun.wait()
        presence.leave()
        // Only a turn that was cancelled has an end.
        let text = try await text(of: stream)
        #expect(text.names == ["routing", "error"])
        #expect(stream.outcome.kind == .clientGone)
    }

    @Test func theTurnEndsWhenNobodyIsLeftToWriteIt() async throws {
        let cancelled = Signal()
        func begin() async throws {
            let stream = stream { observer in
                observer.observe(Self.routed)
                do {
                    try await Signal().wait()
                } catch {
                    cancelled.come()
                    throw error
                }
                return .json([:])
            }
            _ = try await stream.first()
        }
        try await begin()
        try await cancelled.wait()
    }

    @Test func whatIsThrownBeforeTheFirstEventIsThrown() async throws {
        let stream = stream { _ in throw Problem.notFound("session") }
        let problem = await #expect(throws: Problem.self) { _ = try await stream.first() }
        #expect(problem?.code == "not_found")
    }

    @Test func keepsSilentConnectionsOpen() async throws {
        let time = Mutex(ContinuousClock.now)
        let silent = Signal()
        let beats = Atomic(0)
        var timing = StreamTiming()
        timing.now = { time.withLock { $0 } }
        timing.sleep = { until in
            if beats.add(1, ordering: .relaxed).newValue > 3 {
                silent.come()
                try await Signal().wait()
            }
            time.withLock { $0 = max($0, until) }
        }
        let stream = stream(timing: timing) { observer in
            try await silent.wait()
            return .json(["done": true])
        }
        #expect(try await text(of: stream).names.suffix(2) == [": keep-alive", "reply"])
        #expect(stream.outcome.kind == .complete)
    }

    /// All that it writes.
    private func text(of stream: StreamedAnswer) async throws -> StreamText {
        let first = try await stream.first()
        let bytes = try await ResponseBody { writer in try await stream.write(first, to: &writer) }.bytes()
        return try StreamText(String(buffer: bytes))
    }
}
