import PluginABI

/// The C side of the `stream` service.
enum StreamBridge {
    static var table: ah_host_stream {
        ah_host_stream(size: UInt32(MemoryLayout<ah_host_stream>.size)) { host, call, chunk, room, user in
            StreamBridge.emit(host, call, chunk, room, PluginPointer(raw: user))
        }
    }

    private static func emit(
        _ host: UnsafePointer<ah_host>?, _ call: ah_call, _ chunk: ah_bytes, _ room: ah_done?, _ user: PluginPointer
    ) -> Int32 {
        guard let services = HostBridge.behind(host)?.services, let room else { return ABIStatus.invalidInput }
        guard let bytes = chunk.copy(limit: StreamService.maximumChunk) else { return ABIStatus.tooLarge }
        return services.stream.emit(bytes, of: call, at: services.desk) { reply in
            reply.body.withBorrowedBytes { body in
                // SAFETY: called once, while the plugin keeps `user`; the bytes are lent until it returns.
                room(user.raw, reply.status, body)
            }
        }
    }
}
