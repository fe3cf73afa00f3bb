import HubEngine
import Hummingbird
import Logging
import NIOCore

/// One answer that is sent while it is made.
///
/// The turn begins before its answer has a head, and goes on when the handler has returned: so it runs in a task of its own.
/// It ends by itself; earlier when the client goes, or when nobody is left who would write it, since whoever writes it
/// holds this.
final class StreamedAnswer: Sendable {
    let queue: StreamQueue
    let outcome: StreamOutcome
    private let work: Task<Void, Never>
    private let pulse: Task<Void, Never>
    private let connection: ClientConnection
    private let watch: ClientPresence.Watch

    /// `answer` gives the stored reply, or throws; `problem` is what is said of an error in the stream.
    init(
        _ encoder: any TurnEncoder, over connection: ClientConnection, timing: StreamTiming, requestID: String,
        problem: @escaping @Sendable (any Error) -> Problem,
        answer: @escaping @Sendable (any TurnObserver) async throws -> Response
    ) {
        let queue = StreamQueue(encoder, timing: timing)
        let outcome = StreamOutcome()
        let observer = StreamObserver(queue: queue, canWithdrawWords: encoder.canWithdrawWords)
        let work = Task {
            do {
                let response = try await answer(observer)
                try queue.finish(try await response.body.bytes(), headers: response.headers)
                outcome.set(.complete)
            } catch {
                if queue.refuse(error) { return }
                outcome.set(.error)
                queue.finish(problem(error), requestID: requestID)
            }
        }
        let watch = connection.presence.watch {
            outcome.set(.clientGone)
            work.cancel()
        }
        pulse = Task {
            while case .rest(let until) = queue.beat() {
                do { try await timing.sleep(until) } catch { return }
            }
            // The turn is not the reader's fault: it is answered and stored.
            outcome.set(.stalled)
            connection.presence.end(watch)
            connection.close()
        }
        self.queue = queue
        self.outcome = outcome
        self.work = work
        self.connection = connection
        self.watch = watch
    }

    deinit {
        pulse.cancel()
        connection.presence.end(watch)
        // The turn of a reader that took nothing goes on.
        if outcome.kind != .stalled { work.cancel() }
    }

    /// The first piece, or why there is none.
    func first() async throws -> ByteBuffer {
        switch await next() {
        case .bytes(let bytes): return bytes
        case .refused(let error): throw error
        case .end: return ByteBuffer()
        case .givenUp: throw StalledClient()
        }
    }

    /// Writes the first piece and all that follow.
    func write(_ first: ByteBuffer, to writer: inout any ResponseBodyWriter) async throws {
        var bytes = first
        while true {
            try await writer.write(bytes)
            switch await next() {
            case .bytes(let more): bytes = more
            case .end:
                return try await writer.finish(nil)
            // An answer without its end closes the connection.
            case .givenUp, .refused: throw StalledClient()
            }
        }
    }

    private func next() async -> StreamPiece {
        await withTaskCancellationHandler {
            await queue.next()
        } onCancel: {
            work.cancel()
        }
    }
}

/// A client took nothing of its stream for too long.
struct StalledClient: Error {}
