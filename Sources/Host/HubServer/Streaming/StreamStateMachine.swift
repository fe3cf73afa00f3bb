import NIOCore

/// What is to be written next of a stream, and when it has been silent, or its reader, for too long.
///
/// A turn does not wait for the reader: what it has not taken is kept. That is no more than the answer itself, whose words, calls
/// and data have limits of their own, and no longer than the reader's patience lasts. What tools say meanwhile can wait, and does
/// while the stream is full.
struct StreamStateMachine {
    typealias Instant = ContinuousClock.Instant

    enum Beat: Equatable {
        case rest(until: Instant)
        /// The reader takes nothing.
        case giveUp
    }

    /// Bytes that are not taken yet, from which on what can wait waits.
    static let fullBytes = 256 << 10
    /// Bytes that the reader gets at once: by each of these it shows that it takes something.
    static let pieceBytes = 32 << 10

    private let keepAlive: Duration
    private let patience: Duration
    private var pending = ByteBuffer()
    private var hasBegun = false
    private var hasEnded = false
    private var isGivenUp = false
    private var refusal: (any Error)?
    private var lastWritten: Instant
    /// When the piece was handed out that is being written.
    private var handedOut: Instant?

    init(_ timing: StreamTiming) {
        keepAlive = timing.keepAlive
        patience = timing.patience
        lastWritten = timing.now()
    }

    /// Adds what `write` writes. Nothing follows an end.
    mutating func put(at now: Instant, _ write: (inout ByteBuffer) throws -> Void) rethrows {
        guard !hasEnded else { return }
        let count = pending.writerIndex
        try write(&pending)
        guard pending.writerIndex > count else { return }
        hasBegun = true
        lastWritten = now
    }

    mutating func end() { hasEnded = true }

    /// Whether what can wait must. What comes after the end is not written, so it waits for nothing.
    var isFull: Bool { !hasEnded && pending.readableBytes >= Self.fullBytes }

    /// Ends the stream before it has begun; false where it has, and the error must be put into it.
    mutating func refuse(_ error: any Error) -> Bool {
        guard !hasBegun else { return false }
        refusal = error
        hasEnded = true
        return true
    }

    /// The next piece for the reader, who is done with the one before; nil: there is none yet.
    mutating func next(at now: Instant) -> StreamPiece? {
        handedOut = nil
        if isGivenUp { return .givenUp }
        if let refusal { return .refused(refusal) }
        guard pending.readableBytes > 0 else { return hasEnded ? .end : nil }
        handedOut = now
        return .bytes(takePiece())
    }

    private mutating func takePiece() -> ByteBuffer {
        guard pending.readableBytes > Self.pieceBytes else {
            defer { pending = ByteBuffer() }
            return pending
        }
        // A slice would share its bytes, and the next write copy all of them.
        let piece = ByteBuffer(bytes: pending.readableBytesView.prefix(Self.pieceBytes))
        pending.moveReaderIndex(forwardBy: Self.pieceBytes)
        if pending.readerIndex >= Self.fullBytes { pending.discardReadBytes() }
        return piece
    }

    /// What is to be done now by the clock, and when to look again.
    mutating func beat(at now: Instant) -> Beat {
        if let handedOut {
            let limit = handedOut + patience
            // It may be done at any time, and be silent from then on.
            if now < limit { return .rest(until: min(limit, now + keepAlive)) }
            isGivenUp = true
            hasEnded = true
            pending = ByteBuffer()
            return .giveUp
        }
        if hasEnded { return .rest(until: now + keepAlive) }
        if now >= lastWritten + keepAlive { put(at: now, ServerSentEvents.writeKeepAlive) }
        return .rest(until: lastWritten + keepAlive)
    }
}

/// What is handed to the writer of a stream.
enum StreamPiece: Sendable {
    case bytes(ByteBuffer)
    case end
    /// The stream has not begun, and will not.
    case refused(any Error)
    /// The reader took nothing for too long.
    case givenUp
}
