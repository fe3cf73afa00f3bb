import HubCore
import HubEngine
import NIOCore

/// Puts a turn into the bytes of a stream, as it happens. One a stream; it is called by one at a time.
protocol TurnEncoder: Sendable {
    /// Whether the stream's readers know how to take words back.
    var canWithdrawWords: Bool { get }
    /// Writes what the event is on the wire; nothing where it is not shown.
    mutating func write(_ event: TurnEvent, to buffer: inout ByteBuffer)
    /// Writes the end: `reply` is the stored reply, in the bytes that an answer in one piece would have.
    mutating func finish(_ reply: ByteBuffer, to buffer: inout ByteBuffer) throws
    /// Writes the end of a turn that came to nothing.
    mutating func finish(_ problem: Problem, requestID: String, to buffer: inout ByteBuffer)
}

/// How the answer of a turn is sent.
struct TurnPresentation: Sendable {
    /// As a stream; nil: in one piece.
    var encoder: (any TurnEncoder)?
    /// The body in one piece, made from the stored reply; nil: the reply itself.
    var body: (@Sendable (JSONValue) -> JSONValue)?
}
