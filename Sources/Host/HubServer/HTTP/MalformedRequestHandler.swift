import HTTPTypes
import HubCore
import Logging
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

    private let logger: Logger
    private var isMalformed = false

    package init(logger: Logger) { self.logger = logger }

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
        let trace = TraceContext()
        logger.info(
            "request",
            metadata: [
                "request_id": .string(trace.spanID), "trace_id": .string(trace.traceID), "method": "-", "route": "-",
                "status": .stringConvertible(problem.status.code),
            ])
        let body = problem.json(requestID: trace.spanID).bytes
        head.headerFields[.requestID] = trace.spanID
        head.headerFields[.contentType] = Problem.contentType
        head.headerFields[.contentLength] = "\(body.count)"
        context.write(Self.wrapOutboundOut(.head(head)), promise: promise)
        context.write(Self.wrapOutboundOut(.body(ByteBuffer(bytes: body))), promise: nil)
    }
}
