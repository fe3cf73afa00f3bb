import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends the wait for a body that does not come whole in its time, whatever trickles in meanwhile: who reads it gets
/// `BodyTooSlow`, and the connection is closed once that is answered. A body that comes with its head costs nothing. A body of
/// files has more time the more of it has come. For one connection, before the handlers of Hummingbird.
package final class BodyDeadlineHandler: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart
    package typealias OutboundIn = HTTPResponsePart
    package typealias OutboundOut = HTTPResponsePart

    private let limit: TimeAmount
    /// Requests whose answers have not ended. A body behind an unanswered request may be held up by us.
    private var unanswered = 0
    private var isIncomplete = false
    /// Of the body that comes, if it is of files.
    private var upload: UploadTime?
    private var deadline: Scheduled<Void>?

    package init(limit: Duration = .seconds(30)) { self.limit = TimeAmount(limit) }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head):
            unanswered += 1
            isIncomplete = true
            let isUpload = head.headerFields[.contentType]?.lowercased().hasPrefix("multipart/") == true
            upload = isUpload ? UploadTime() : nil
        case .body(let bytes): upload?.add(bytes.readableBytes)
        case .end:
            isIncomplete = false
            stop()
        }
        context.fireChannelRead(data)
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        start(context)
        context.fireChannelReadComplete()
    }

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = Self.unwrapOutboundIn(data) {
            unanswered -= 1
            start(context)
        }
        context.write(data, promise: promise)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    package func handlerRemoved(context: ChannelHandlerContext) { stop() }

    private func start(_ context: ChannelHandlerContext) {
        guard isIncomplete, unanswered <= 1, deadline == nil else { return }
        wait(context, until: .now() + limit)
    }

    /// When the time is over, what has come meanwhile may grant more.
    private func wait(_ context: ChannelHandlerContext, until end: NIODeadline) {
        deadline = context.eventLoop.assumeIsolated().scheduleTask(deadline: end) { [self] in
            if let seconds = upload?.takeMore() {
                wait(context, until: end + .seconds(seconds))
            } else {
                context.fireErrorCaught(BodyTooSlow())
            }
        }
    }

    private func stop() {
        deadline?.cancel()
        deadline = nil
    }
}

/// The time that a body of files has beyond that of every body: a second for each 64 KiB of it.
struct UploadTime {
    static let bytesPerSecond = 65_536
    /// Seconds that are granted at once at the most: who sent a lot must not keep a place for hours by sending no more.
    static let maximum: Int64 = 300

    private var ungranted = 0

    mutating func add(_ bytes: Int) { ungranted += bytes }

    /// Whole seconds for what has come and was not counted yet; nil: none.
    mutating func takeMore() -> Int64? {
        let seconds = ungranted / Self.bytesPerSecond
        ungranted %= Self.bytesPerSecond
        return seconds > 0 ? min(Int64(seconds), Self.maximum) : nil
    }
}

/// A body did not come whole in its time.
struct BodyTooSlow: Error {}
