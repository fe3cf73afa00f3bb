import HTTPTypes
import HubCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Gives the answer to what is not HTTP the body of a problem. Hummingbird answers it with an empty 400, in its turn after the
/// requests before it; no middleware sees it. For one connection, before the handlers of Hummingbird.
package final class MalformedRequestHandler: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart
    package typealias OutboundIn = HTTPResponsePart
    package typealias OutboundOut = HTTPResponsePart

    private var isMalformed = false

    package init() {}

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError { isMalformed = true }
        context.fireErrorCaught(error)
    }

    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // An empty 400 is Hummingbird's: ours have bodies.
        guard isMalformed, case .head(var head) = Self.unwrapOutboundIn(data), head.status == .badRequest,
            head.headerFields[.contentLength] == "0"
        else { return context.write(data, promise: promise) }
        let problem = Problem(.badRequest, "malformed_request", "This is not a request of HTTP/1.1.")
        let body = problem.json(requestID: TraceContext().traceID).bytes
        head.headerFields[.contentType] = Problem.contentType
        head.headerFields[.contentLength] = "\(body.count)"
        context.write(Self.wrapOutboundOut(.head(head)), promise: promise)
        context.write(Self.wrapOutboundOut(.body(ByteBuffer(bytes: body))), promise: nil)
    }
}
