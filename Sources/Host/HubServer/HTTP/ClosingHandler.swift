import NIOCore
import NIOHTTP1

/// Ends a connection with the answer that its client takes for the last: of HTTP/1.0, or by `Connection: close` in any
/// spelling (RFC 9112 §9.3). Hummingbird knows HTTP/1.1 alone, and by that word only. A client of HTTP/1.0 is answered in
/// its version, without chunks, which it does not know (§6.1): a stream ends there with its connection.
///
/// Where versions can still be seen: behind the decoder.
final class ClosingHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum Ending {
        case none
        case close
        /// The same, in the words of HTTP/1.0.
        case closeOld
    }

    /// Of requests whose answers have not ended, what follows these.
    private var endings = CircularBuffer<Ending>()

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = Self.unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        let ending: Ending = Self.isOld(head.version) ? .closeOld : head.isKeepAlive ? .none : .close
        endings.append(ending)
        if ending != .none { head.headers.replaceOrAdd(name: "Connection", value: "close") }
        // "A server that receives a 100-continue expectation in an HTTP/1.0 request MUST ignore" it (RFC 9110 §10.1.1).
        if ending == .closeOld { head.headers.remove(name: "Expect") }
        context.fireChannelRead(Self.wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch Self.unwrapOutboundIn(data) {
        case .head(var head):
            guard head.status.code >= 200, let ending = endings.first, ending != .none else { break }
            head.headers.replaceOrAdd(name: "Connection", value: "close")
            if ending == .closeOld { head.version = .http1_0 }
            return context.write(Self.wrapOutboundOut(.head(head)), promise: promise)
        case .end: _ = endings.popFirst()
        case .body: break
        }
        context.write(data, promise: promise)
    }

    /// Even where such a client would keep the connection: an answer without a length has no other end there.
    private static func isOld(_ version: HTTPVersion) -> Bool { version.major == 0 || version == .http1_0 }
}

/// Puts a `ClosingHandler` to its place: only handlers that come later can be named to Hummingbird.
package final class ClosingInstaller: ChannelInboundHandler, RemovableChannelHandler {
    package typealias InboundIn = NIOAny

    package init() {}

    package func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        do {
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(ClosingHandler(), position: .after(decoder))
        } catch {
            // No connection of HTTP/1: nothing to see to.
        }
    }
}
