import HubCore
import PluginABI
import Synchronization

extension ScriptedPluginHost {
    /// Fills in the functions. They have no context but the table, from which they find their host.
    func fillTable() {
        table.pointee.complete = { ScriptedPluginHost.of($0).complete($1, $2, $3.copied) }
        table.pointee.log = { table, call, level, message in
            let line = LogLine(call: call, level: level, text: String(decoding: message.copied, as: UTF8.self))
            ScriptedPluginHost.of(table).state.withLock { $0.log.append(line) }
        }
        table.pointee.is_cancelled = { table, call in
            ScriptedPluginHost.of(table).state.withLock { state in
                guard let record = state.calls[call], record.completion == nil else { return 1 }
                return record.isCancelled ? 1 : 0
            }
        }
        table.pointee.deadline_ns = { table, call in
            ScriptedPluginHost.of(table).state.withLock { state in
                state.calls[call].flatMap { $0.completion == nil ? $0.deadline : nil } ?? 0
            }
        }
        table.pointee.ext = { table, id in
            guard let id = id.map({ String(cString: $0) }), ScriptedPluginHost.of(table).services.contains(id) else {
                return nil
            }
            return switch id {
            case AH_EXT_HOST_HTTP: UnsafeRawPointer(httpTable)
            case AH_EXT_HOST_KV: UnsafeRawPointer(keyValueTable)
            case AH_EXT_HOST_BLOB: UnsafeRawPointer(ScriptedTables.blob)
            case AH_EXT_HOST_CALLER: UnsafeRawPointer(ScriptedTables.caller)
            case AH_EXT_HOST_CREDENTIALS: UnsafeRawPointer(ScriptedTables.credentials)
            case AH_EXT_HOST_EGRESS: UnsafeRawPointer(ScriptedTables.egress)
            case AH_EXT_HOST_STREAM: UnsafeRawPointer(ScriptedTables.stream)
            case AH_EXT_HOST_EMBEDDING: UnsafeRawPointer(ScriptedTables.embedding)
            case _: nil
            }
        }
    }

    private func complete(_ call: ah_call, _ status: ah_status, _ bytes: [UInt8]) -> ah_status {
        let isTooLarge = bytes.count > Int(AH_MAX_PAYLOAD)
        let completion =
            isTooLarge
            ? PluginCompletion(status: ah_status(AH_E_TOO_LARGE), bytes: Array("null".utf8))
            : PluginCompletion(status: status, bytes: bytes)
        let (isStale, waiter) = state.withLock { state -> (Bool, CheckedContinuation<PluginCompletion, Never>?) in
            guard state.calls[call]?.completion == nil, state.calls[call] != nil else {
                state.staleCompletions += 1
                return (true, nil)
            }
            state.calls[call]?.completion = completion
            state.calls[call]?.endLoanIfOver()
            return (false, state.calls[call]?.waiter)
        }
        if isStale { return ah_status(AH_E_STALE) }
        waiter?.resume(returning: completion)
        return ah_status(isTooLarge ? AH_E_TOO_LARGE : AH_OK)
    }

    /// What a runner is told of a call: what the services would give that do not wait.
    var principals: [UInt8] {
        services.contains(AH_EXT_HOST_CALLER) ? JSONValue.strings(offers.principals).bytes : []
    }

    var space: [UInt8] {
        guard services.contains(AH_EXT_HOST_EMBEDDING), let space = offers.space else { return [] }
        return (["model": .string(space.model), "dimensions": .int(space.dimensions)] as JSONValue).bytes
    }

    func deadline(of call: ah_call) -> UInt64 { state.withLock { $0.calls[call]?.deadline ?? 0 } }

    func noteStaleCompletion() { state.withLock { $0.staleCompletions += 1 } }

    /// Whether a call may still ask services.
    func isOpen(_ call: ah_call) -> Bool {
        state.withLock { $0.calls[call].map { $0.completion == nil } ?? false }
    }
}

// SAFETY: filled by its initializer, then never written; never freed.
private nonisolated(unsafe) let httpTable: UnsafePointer<ah_host_http> = {
    let table = UnsafeMutablePointer<ah_host_http>.allocate(capacity: 1)
    table.initialize(
        to: ah_host_http(size: UInt32(MemoryLayout<ah_host_http>.size)) { table, call, head, body, done, user in
            let host = ScriptedPluginHost.of(table)
            guard host.isOpen(call), let done else { return ah_status(AH_E_STALE) }
            return host.http.accept(head: head.copied, body: body.copied, done: done, user: user)
        })
    return UnsafePointer(table)
}()

// SAFETY: as above.
private nonisolated(unsafe) let keyValueTable: UnsafePointer<ah_host_kv> = {
    let table = UnsafeMutablePointer<ah_host_kv>.allocate(capacity: 1)
    table.initialize(
        to: ah_host_kv(
            size: UInt32(MemoryLayout<ah_host_kv>.size),
            get: { table, call, key, done, user in
                let host = ScriptedPluginHost.of(table)
                guard host.isOpen(call), key.len > 0, key.len <= Int(AH_MAX_KV_KEY) else {
                    return ah_status(AH_E_INVALID_INPUT)
                }
                let value = host.state.withLock { $0.values[key.copied] }
                LentBytes(value ?? []).lend { done?(user, ah_status(value == nil ? AH_E_NOT_FOUND : AH_OK), $0) }
                return ah_status(AH_OK)
            },
            put: { table, call, key, value, lifetime, done, user in
                ScriptedPluginHost.of(table).state.withLock {
                    $0.values[key.copied] = value.copied
                    $0.lifetimes[key.copied] = lifetime
                }
                done?(user, ah_status(AH_OK), ah_bytes(ptr: nil, len: 0))
                return ah_status(AH_OK)
            },
            remove: { table, call, key, done, user in
                ScriptedPluginHost.of(table).state.withLock { $0.values[key.copied] = nil }
                done?(user, ah_status(AH_OK), ah_bytes(ptr: nil, len: 0))
                return ah_status(AH_OK)
            }))
    return UnsafePointer(table)
}()
