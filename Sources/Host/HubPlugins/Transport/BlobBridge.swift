import PluginABI

/// The C side of the `blob` service.
enum BlobBridge {
    static var table: ah_host_blob {
        ah_host_blob(
            size: UInt32(MemoryLayout<ah_host_blob>.size),
            read: { host, call, id, offset, length, done, user in
                BlobBridge.read(host, call, id, offset, length, done, PluginPointer(raw: user))
            },
            write: { host, call, head, piece, done, user in
                BlobBridge.write(host, call, head, piece, done, PluginPointer(raw: user))
            })
    }

    private static func read(
        _ host: UnsafePointer<ah_host>?, _ call: ah_call, _ id: UnsafePointer<CChar>?, _ offset: UInt64,
        _ length: UInt32, _ done: ah_done?, _ user: PluginPointer
    ) -> Int32 {
        guard let services = HostBridge.behind(host)?.services, let done else { return ABIStatus.invalidInput }
        return read(
            services, call, BorrowedText.copy(id, limit: BlobService.maximumID), offset: offset, length: length,
            deliver: ServiceDesk.delivery(to: done, user))
    }

    /// The reading's one entrance, whichever way the plugin is reached. `id` is nil when it is too long or no text.
    static func read(
        _ services: HostBridge.Services, _ call: UInt64, _ id: String?, offset: UInt64, length: UInt32,
        deliver: @escaping ServiceDesk.Delivery
    ) -> Int32 {
        guard length <= AH_MAX_BLOB_PIECE else { return ABIStatus.tooLarge }
        guard length > 0, let id, !id.isEmpty else {
            services.desk.note(malformed: "a read of a blob has no id or no length")
            return ABIStatus.invalidInput
        }
        return services.desk.admit(call, done: deliver) { admitted in
            services.blob.read(id, offset: offset, length: Int(length), for: admitted)
        }
    }

    private static func write(
        _ host: UnsafePointer<ah_host>?, _ call: ah_call, _ head: ah_bytes, _ piece: ah_bytes, _ done: ah_done?,
        _ user: PluginPointer
    ) -> Int32 {
        guard let services = HostBridge.behind(host)?.services, let done else { return ABIStatus.invalidInput }
        guard let headBytes = head.copy(limit: BlobWriteHead.maximumBytes),
            let bytes = piece.copy(limit: Int(AH_MAX_BLOB_PIECE))
        else { return ABIStatus.tooLarge }
        return write(services, call, head: headBytes, bytes, deliver: ServiceDesk.delivery(to: done, user))
    }

    /// The writing's one entrance, whichever way the plugin is reached. Both parts are within their limits.
    static func write(
        _ services: HostBridge.Services, _ call: UInt64, head: [UInt8], _ piece: [UInt8],
        deliver: @escaping ServiceDesk.Delivery
    ) -> Int32 {
        let parsed: BlobWriteHead
        do throws(BlobWriteHead.Malformed) { parsed = try BlobWriteHead(head) } catch {
            services.desk.note(malformed: error.message)
            return ABIStatus.invalidInput
        }
        return services.desk.admit(call, done: deliver) { admitted in
            services.blob.write(parsed, piece, for: admitted)
        }
    }
}
