import NIOCore

/// The connection that an answer is streamed over.
struct ClientConnection: Sendable {
    let presence: ClientPresence
    /// Ends it, whatever is under way.
    let close: @Sendable () -> Void

    init(presence: ClientPresence = ClientPresence(), close: @escaping @Sendable () -> Void = {}) {
        self.presence = presence
        self.close = close
    }

    /// nil, or a channel without a `ClientPresenceHandler`: a client that never goes.
    init(_ channel: (any Channel)?) async {
        guard let channel else {
            self.init()
            return
        }
        let close: @Sendable () -> Void = { channel.close(promise: nil) }
        do {
            let presence = try await channel.eventLoop.submit {
                try channel.pipeline.syncOperations.handler(type: ClientPresenceHandler.self).presence
            }.get()
            self.init(presence: presence, close: close)
        } catch {
            self.init(close: close)
            // No handler of ours, or none any more: the channel itself says when it is closed.
            channel.closeFuture.whenComplete { [presence] _ in presence.leave() }
        }
    }
}
