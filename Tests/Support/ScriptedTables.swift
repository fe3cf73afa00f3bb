import HubCore
import PluginABI
import Synchronization

/// The tables of a scripted host's services that give what `ScriptedOffers` says, each inline.
enum ScriptedTables {
    private static func immortal<Table>(_ table: Table) -> UnsafePointer<Table> {
        let pointer = UnsafeMutablePointer<Table>.allocate(capacity: 1)
        pointer.initialize(to: table)
        return UnsafePointer(pointer)
    }

    private static func answer(
        _ done: ah_done?, _ user: UnsafeMutableRawPointer?, _ status: Int, _ bytes: [UInt8]
    ) -> ah_status {
        LentBytes(bytes).lend { done?(user, ah_status(status), $0) }
        return ah_status(AH_OK)
    }

    private static func refuse(
        _ done: ah_done?, _ user: UnsafeMutableRawPointer?, _ status: Int, _ kind: String
    ) -> ah_status {
        answer(done, user, status, (["message": .string(kind), "details": ["kind": .string(kind)]] as JSONValue).bytes)
    }

    // SAFETY: filled once, then never written; never freed.
    nonisolated(unsafe) static let blob = immortal(
        ah_host_blob(
            size: UInt32(MemoryLayout<ah_host_blob>.size),
            read: { table, call, id, offset, length, done, user in
                let host = ScriptedPluginHost.of(table)
                guard host.isOpen(call), let id else { return ah_status(AH_E_STALE) }
                guard length >= 1, length <= AH_MAX_BLOB_PIECE else { return ah_status(AH_E_TOO_LARGE) }
                let written = host.state.withLock { $0.written[String(cString: id)]?.bytes }
                guard let bytes = written ?? host.offers.blobs[String(cString: id)] else {
                    return refuse(done, user, AH_E_NOT_FOUND, "not_found")
                }
                let start = min(Int(clamping: offset), bytes.count)
                return answer(done, user, AH_OK, Array(bytes[start..<min(bytes.count, start + Int(length))]))
            },
            write: { table, call, head, piece, done, user in
                let host = ScriptedPluginHost.of(table)
                guard host.isOpen(call) else { return ah_status(AH_E_STALE) }
                guard piece.len <= Int(AH_MAX_BLOB_PIECE) else { return ah_status(AH_E_TOO_LARGE) }
                guard let members = (try? JSONValue(parsing: head.copied))?.objectValue,
                    members.keys.allSatisfy({ ["media_type", "blob", "last"].contains($0) }),
                    (members["media_type"] == nil) != (members["blob"] == nil)
                else { return ah_status(AH_E_INVALID_INPUT) }
                let bytes = piece.copied
                let blob = host.state.withLock { state -> (String, Int)? in
                    let id = members["blob"]?.stringValue ?? "written-\(state.written.count + 1)"
                    if let type = members["media_type"]?.stringValue { state.written[id] = .init(mediaType: type) }
                    guard state.written[id]?.isEnded == false else { return nil }
                    state.written[id]?.add(bytes, last: members["last"] == true)
                    return (id, state.written[id]?.bytes.count ?? 0)
                }
                guard let (id, size) = blob else { return refuse(done, user, AH_E_NOT_FOUND, "not_found") }
                return answer(done, user, AH_OK, (["blob": .string(id), "size": .int(size)] as JSONValue).bytes)
            }))

    // SAFETY: as above.
    nonisolated(unsafe) static let stream = immortal(
        ah_host_stream(size: UInt32(MemoryLayout<ah_host_stream>.size)) { table, call, chunk, room, user in
            let host = ScriptedPluginHost.of(table)
            guard host.isOpen(call), let room else { return ah_status(AH_E_STALE) }
            if let refusal = host.offers.emitRefusal { return ah_status(refusal) }
            guard chunk.len <= Int(AH_MAX_CHUNK) else { return ah_status(AH_E_TOO_LARGE) }
            let bytes = chunk.copied
            guard String(validating: bytes, as: UTF8.self) != nil else { return ah_status(AH_E_INVALID_INPUT) }
            // SAFETY: the plugin keeps `user` until its `room` has run.
            nonisolated(unsafe) let user = user
            return host.state.withLock { state in
                guard state.offers.room > 0 else {
                    state.waiting.append { status in LentBytes([]).lend { room(user, ah_status(status), $0) } }
                    return ah_status(AH_E_BUSY)
                }
                state.offers.room -= 1
                state.emitted.append(bytes)
                return ah_status(AH_OK)
            }
        })

    // SAFETY: as above.
    nonisolated(unsafe) static let caller = immortal(
        ah_host_caller(size: UInt32(MemoryLayout<ah_host_caller>.size)) { table, call, json in
            let host = ScriptedPluginHost.of(table)
            guard host.isOpen(call), let json else { return ah_status(AH_E_STALE) }
            json.pointee = host.keep(JSONValue.strings(host.offers.principals).bytes)
            return ah_status(AH_OK)
        })

    // SAFETY: as above.
    nonisolated(unsafe) static let credentials = immortal(
        ah_host_credentials(size: UInt32(MemoryLayout<ah_host_credentials>.size)) { table, call, name, done, user in
            let host = ScriptedPluginHost.of(table)
            guard host.isOpen(call), let name else { return ah_status(AH_E_STALE) }
            guard let value = host.offers.credentials[String(cString: name)] else {
                return refuse(done, user, AH_E_DENIED, "denied")
            }
            return answer(done, user, AH_OK, Array(value.utf8))
        })

    // SAFETY: as above.
    nonisolated(unsafe) static let egress = immortal(
        ah_host_egress(size: UInt32(MemoryLayout<ah_host_egress>.size)) { table, call, name, port, done, user in
            let host = ScriptedPluginHost.of(table)
            guard host.isOpen(call), let name else { return ah_status(AH_E_STALE) }
            guard let addresses = host.offers.addresses["\(String(cString: name)):\(port)"] else {
                return refuse(done, user, AH_E_DENIED, "denied")
            }
            return answer(done, user, AH_OK, (["addresses": .strings(addresses)] as JSONValue).bytes)
        })

    // SAFETY: as above.
    nonisolated(unsafe) static let embedding = immortal(
        ah_host_embedding(
            size: UInt32(MemoryLayout<ah_host_embedding>.size),
            describe: { table, call, json in
                let host = ScriptedPluginHost.of(table)
                guard host.isOpen(call), let json else { return ah_status(AH_E_STALE) }
                guard let space = host.offers.space else { return ah_status(AH_E_UNAVAILABLE) }
                json.pointee = host.keep(
                    (["model": .string(space.model), "dimensions": .int(space.dimensions)] as JSONValue).bytes)
                return ah_status(AH_OK)
            },
            embed: { table, call, request, done, user in
                let host = ScriptedPluginHost.of(table)
                guard host.isOpen(call) else { return ah_status(AH_E_STALE) }
                let offers = host.offers
                guard let space = offers.space, !offers.embeddingFails else {
                    return refuse(done, user, AH_E_UPSTREAM, "connection")
                }
                guard let json = try? JSONValue(parsing: request.copied), let purpose = json["purpose"]?.stringValue,
                    let texts = json["texts"]?.arrayValue?.compactMap(\.stringValue), !texts.isEmpty,
                    texts.count <= Int(AH_MAX_TEXTS), !texts.contains("")
                else { return ah_status(AH_E_INVALID_INPUT) }
                var bytes: [UInt8] = []
                func append(_ word: UInt32) {
                    for shift in stride(from: UInt32(0), to: 32, by: 8) {
                        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
                    }
                }
                append(UInt32(texts.count))
                append(UInt32(space.dimensions))
                for text in texts { for number in offers.embed(purpose, text) { append(number.bitPattern) } }
                return answer(done, user, AH_OK, bytes)
            }))
}

extension ScriptedPluginHost {
    /// Lends bytes for as long as the process lives.
    func keep(_ bytes: [UInt8]) -> ah_bytes {
        let pointer = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
        pointer.initialize(from: bytes, count: bytes.count)
        return ah_bytes(ptr: pointer, len: bytes.count)
    }
}
