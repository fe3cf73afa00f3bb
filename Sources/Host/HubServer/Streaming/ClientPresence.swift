import NIOCore
import NIOHTTPTypes
import Synchronization

/// Whether the client of a connection is still there, for work that is of no use once it has gone.
package final class ClientPresence: Sendable {
    /// Somebody who wants to know.
    struct Watch: Hashable, Sendable {
        fileprivate let number: Int
    }

    private struct State {
        var isGone = false
        var count = 0
        var watches: [Watch: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    /// Calls once when the client goes, at once if it has gone; not after `end`.
    func watch(_ action: @escaping @Sendable () -> Void) -> Watch {
        let (watch, isGone) = state.withLock { state in
            state.count += 1
            let watch = Watch(number: state.count)
            if !state.isGone { state.watches[watch] = action }
            return (watch, state.isGone)
        }
        if isGone { action() }
        return watch
    }

    func end(_ watch: Watch) { state.withLock { _ = $0.watches.removeValue(forKey: watch) } }

    func leave() {
        let actions = state.withLock { state in
            state.isGone = true
            defer { state.watches = [:] }
            return Array(state.watches.values)
        }
        for action in actions { action() }
    }
}

/// Knows of one connection whether its client has gone. A client that closes its side (FIN) counts as gone: whether it would
/// still read cannot be told, and who waits for an answer keeps its side open. Only streams ask; other answers are sent to
/// whoever reads them. Before the handlers of Hummingbird, whose inbound stream ends as well, but is not read while an
/// answer is made: a request that follows in the same connection stays where it is.
package final class ClientPresenceHandler: ChannelInboundHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart

    let presence = ClientPresence()

    package init() {}

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed = event as? ChannelEvent { presence.leave() }
        context.fireUserInboundEventTriggered(event)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        presence.leave()
        context.fireChannelInactive()
    }

    package func handlerRemoved(context: ChannelHandlerContext) { presence.leave() }
}
