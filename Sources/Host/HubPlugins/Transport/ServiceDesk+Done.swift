import PluginABI

extension ServiceDesk {
    /// Where replies go: to one's caller, once.
    typealias Delivery = @Sendable (ServiceReply) -> Void

    /// The way to an `ah_done`.
    static func delivery(to done: @escaping ah_done, _ user: PluginPointer) -> Delivery {
        { reply in
            reply.body.withBorrowedBytes { body in
                // SAFETY: called once, while the plugin keeps `user`; the bytes are lent until it returns.
                done(user.raw, reply.status, body)
            }
        }
    }
}
