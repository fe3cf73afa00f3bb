import HubCore
import NIOCore

/// The lines of `text/event-stream` (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
enum ServerSentEvents {
    static let mediaType = "text/event-stream"

    /// An event of one line of JSON. `name` nil: without a name.
    static func write(_ name: StaticString?, _ data: JSONValue, to buffer: inout ByteBuffer) {
        begin(name, &buffer)
        buffer.writeBytes(data.bytes)
        end(&buffer)
    }

    /// The same, of JSON that is there as bytes: compact, so without an end of a line.
    static func write(_ name: StaticString?, json data: ByteBuffer, to buffer: inout ByteBuffer) {
        begin(name, &buffer)
        buffer.writeImmutableBuffer(data)
        end(&buffer)
    }

    /// A word that is no JSON: `[DONE]`.
    static func write(word: StaticString, to buffer: inout ByteBuffer) {
        begin(nil, &buffer)
        buffer.writeStaticString(word)
        end(&buffer)
    }

    /// What readers pass over; it says that somebody is still at it.
    static func writeKeepAlive(to buffer: inout ByteBuffer) { buffer.writeStaticString(": keep-alive\n\n") }

    private static func begin(_ name: StaticString?, _ buffer: inout ByteBuffer) {
        if let name {
            buffer.writeStaticString("event: ")
            buffer.writeStaticString(name)
            buffer.writeStaticString("\n")
        }
        buffer.writeStaticString("data: ")
    }

    private static func end(_ buffer: inout ByteBuffer) { buffer.writeStaticString("\n\n") }
}
