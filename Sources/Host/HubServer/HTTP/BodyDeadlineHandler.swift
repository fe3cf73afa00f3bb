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

    /// Bytes of files that must come in each second behind the limit.
    static let uploadRate = 65_536

    private let limit: TimeAmount
    /// Requests whose answers have not ended. A body behind an unanswered request may be held up by us.
    private var unanswered = 0
    private var isIncomplete = false
    /// Of the body that comes, if it is of files; else none is counted.
    private var uploaded: Int?
    private var deadline: Scheduled<Void>?

    package init(limit: Duration = .seconds(30)) { self.limit = TimeAmount(limit) }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head):
            unanswered += 1
            isIncomplete = true
            let isUpload = head.headerFields[.contentType]?.lowercased().hasPrefix("multipart/") == true
            uploaded = isUpload ? 0 : nil
        case .body(let bytes):
            if let uploaded { self.uploaded = uploaded + bytes.readableBytes }
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
        wait(context, until: .now() + limit, granted: uploaded ?? 0)
    }

    /// When the time is over, what has come beyond `granted` bytes grants more.
    private func wait(_ context: ChannelHandlerContext, until end: NIODeadline, granted: Int) {
        deadline = context.eventLoop.assumeIsolated().scheduleTask(deadline: end) { [self] in
            let seconds = ((uploaded ?? 0) - granted) / Self.uploadRate
            if seconds > 0 {
                wait(context, until: end + .seconds(Int64(seconds)), granted: granted + seconds * Self.uploadRate)
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

/// A body did not come whole in its time.
struct BodyTooSlow: Error {}
