import HubCore
import PluginABI

/// The tables of the scripted host's services.
enum ServiceTables {
    /// Every service that hosts have.
    static let ids = [
        AH_EXT_HOST_HTTP, AH_EXT_HOST_KV, AH_EXT_HOST_CREDENTIALS, AH_EXT_HOST_EGRESS, AH_EXT_HOST_EMBEDDING,
        AH_EXT_HOST_BLOB, AH_EXT_HOST_CALLER, AH_EXT_HOST_STREAM,
    ]

    static func table(_ id: String) -> UnsafeRawPointer? {
        switch id {
        case AH_EXT_HOST_HTTP: UnsafeRawPointer(http)
        case AH_EXT_HOST_KV: UnsafeRawPointer(keyValue)
        case AH_EXT_HOST_CREDENTIALS: UnsafeRawPointer(credentials)
        case AH_EXT_HOST_EGRESS: UnsafeRawPointer(egress)
        case AH_EXT_HOST_EMBEDDING: UnsafeRawPointer(embedding)
        case AH_EXT_HOST_BLOB: UnsafeRawPointer(blob)
        case AH_EXT_HOST_CALLER: UnsafeRawPointer(caller)
        case AH_EXT_HOST_STREAM: UnsafeRawPointer(stream)
        case _: nil
        }
    }

    // SAFETY: filled by its initialiser, then never written; never freed.
    nonisolated(unsafe) static let http = immortal(
        ah_host_http(size: UInt32(MemoryLayout<ah_host_http>.size)) { table, call, head, body, done, user in
            guard let host = ScriptedHost.behind(table), let done else { return ABIStatus.invalidInput }
            let pledge = HTTPPledge(done: done, user: user)
            return host.http(call, head.copied ?? [], bodyBytes: body.len) { pledge.keep($0) }
        })

    // SAFETY: as the first.
    nonisolated(unsafe) static let keyValue = immortal(
        ah_host_kv(
            size: UInt32(MemoryLayout<ah_host_kv>.size),
            get: { table, call, key, done, user in
                guard let host = ScriptedHost.behind(table), let done else { return ABIStatus.invalidInput }
                let pledge = Pledge(done: done, user: user)
                return host.value(call, .get, key.copied ?? []) { pledge.keep($0) }
            },
            put: { table, call, key, value, _, done, user in
                guard let host = ScriptedHost.behind(table), let done else { return ABIStatus.invalidInput }
                guard value.len <= Int(AH_MAX_KV_VALUE) else { return ABIStatus.tooLarge }
                let pledge = Pledge(done: done, user: user)
                return host.value(call, .put(value.copied ?? []), key.copied ?? []) { pledge.keep($0) }
            },
            remove: { table, call, key, done, user in
                guard let host = ScriptedHost.behind(table), let done else { return ABIStatus.invalidInput }
                let pledge = Pledge(done: done, user: user)
                return host.value(call, .remove, key.copied ?? []) { pledge.keep($0) }
            }))

    // SAFETY: as the first.
    nonisolated(unsafe) static let credentials = immortal(
        ah_host_credentials(size: UInt32(MemoryLayout<ah_host_credentials>.size)) { table, call, name, done, user in
            guard let host = ScriptedHost.behind(table), let done, name != nil else {
                return ABIStatus.invalidInput
            }
            let pledge = Pledge(done: done, user: user)
            return host.credential(call) { pledge.keep($0) }
        })

    // SAFETY: as the first.
    nonisolated(unsafe) static let egress = immortal(
        ah_host_egress(size: UInt32(MemoryLayout<ah_host_egress>.size)) { table, call, name, port, done, user in
            guard let host = ScriptedHost.behind(table), let done, name != nil, port <= 0xFFFF else {
                return ABIStatus.invalidInput
            }
            let pledge = Pledge(done: done, user: user)
            return host.resolve(call) { pledge.keep($0) }
        })

    // SAFETY: as the first.
    nonisolated(unsafe) static let embedding = immortal(
        ah_host_embedding(
            size: UInt32(MemoryLayout<ah_host_embedding>.size),
            describe: { table, call, json in
                guard let host = ScriptedHost.behind(table), let json else { return ABIStatus.invalidInput }
                return host.get(
                    call, AH_EXT_HOST_EMBEDDING, ["model": "check", "dimensions": .int(ScriptedHost.dimensions)], json)
            },
            embed: { table, call, request, done, user in
                guard let host = ScriptedHost.behind(table), let done else { return ABIStatus.invalidInput }
                let pledge = Pledge(done: done, user: user)
                return host.embed(call, request.copied ?? []) { pledge.keep($0) }
            }))

    // SAFETY: as the first.
    nonisolated(unsafe) static let blob = immortal(
        ah_host_blob(
            size: UInt32(MemoryLayout<ah_host_blob>.size),
            read: { table, call, id, offset, length, done, user in
                guard let host = ScriptedHost.behind(table), let done, let id else { return ABIStatus.invalidInput }
                guard length <= AH_MAX_BLOB_PIECE else { return ABIStatus.tooLarge }
                let pledge = Pledge(done: done, user: user)
                return host.readBlob(call, String(cString: id), offset, length) { pledge.keep($0) }
            },
            write: { table, call, head, piece, done, user in
                guard let host = ScriptedHost.behind(table), let done else { return ABIStatus.invalidInput }
                guard piece.len <= Int(AH_MAX_BLOB_PIECE) else { return ABIStatus.tooLarge }
                let pledge = Pledge(done: done, user: user)
                return host.writeBlob(call, head.copied ?? [], piece.copied ?? []) { pledge.keep($0) }
            }))

    // SAFETY: as the first.
    nonisolated(unsafe) static let caller = immortal(
        ah_host_caller(size: UInt32(MemoryLayout<ah_host_caller>.size)) { table, call, json in
            guard let host = ScriptedHost.behind(table), let json else { return ABIStatus.invalidInput }
            return host.get(call, AH_EXT_HOST_CALLER, ["user-check", "role-check"], json)
        })

    // SAFETY: as the first.
    nonisolated(unsafe) static let stream = immortal(
        ah_host_stream(size: UInt32(MemoryLayout<ah_host_stream>.size)) { table, call, chunk, room, user in
            guard let host = ScriptedHost.behind(table), let room else { return ABIStatus.invalidInput }
            let pledge = Pledge(done: room, user: user)
            return host.emit(call, chunk) { pledge.keep($0) }
        })

    private static func immortal<Table>(_ table: Table) -> UnsafePointer<Table> {
        let pointer = UnsafeMutablePointer<Table>.allocate(capacity: 1)
        pointer.initialize(to: table)
        return UnsafePointer(pointer)
    }
}
