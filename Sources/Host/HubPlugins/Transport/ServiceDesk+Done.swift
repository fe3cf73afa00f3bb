import PluginABI

extension ServiceDesk {
    /// Admits a request whose reply goes to an `ah_done`.
    func admit(
        _ call: ah_call, _ done: @escaping ah_done, _ user: PluginPointer, serve: (AdmittedRequest) -> Void
    ) -> Int32 {
        admit(
            call,
            done: { reply in
                reply.body.withBorrowedBytes { body in
                    // SAFETY: called once, while the plugin keeps `user`; the bytes are lent until it returns.
                    done(user.raw, reply.status, body)
                }
            }, serve: serve)
    }
}
