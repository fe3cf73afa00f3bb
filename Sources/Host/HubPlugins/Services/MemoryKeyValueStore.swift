import HubCore
import Synchronization

/// Plugins' values in this process: bounded for each keyspace and in all, the longest unused going first.
package final class MemoryKeyValueStore: PluginKeyValueStore {
    private let now: @Sendable () -> UInt64
    private let shelves: Mutex<KeyValueShelves>

    /// `now` reads nanoseconds of a clock that does not go back.
    package init(
        maximumBytes: Int = 32 << 20, maximumBytesOfSpace: Int = 1 << 20,
        now: @escaping @Sendable () -> UInt64 = { MonotonicTime.now() }
    ) {
        self.now = now
        shelves = Mutex(
            KeyValueShelves(maximumBytes: maximumBytes, maximumBytesOfSpace: min(maximumBytes, maximumBytesOfSpace)))
    }

    package func value(
        of key: [UInt8], in space: PluginKeyspace,
        completion: @escaping @Sendable (Result<[UInt8]?, PluginStoreError>) -> Void
    ) {
        let time = now()
        completion(.success(shelves.withLock { $0.value(of: key, in: space, now: time) }))
    }

    package func put(
        _ value: [UInt8], at key: [UInt8], in space: PluginKeyspace, lasting: Duration?,
        completion: @escaping @Sendable (Result<Void, PluginStoreError>) -> Void
    ) {
        let expires = lasting.map { KeyValueShelves.expiry(of: $0, from: now()) } ?? .max
        let isStored = shelves.withLock { $0.put(value, at: key, in: space, expires: expires) }
        completion(isStored ? .success(()) : .failure(.full))
    }

    package func remove(
        _ key: [UInt8], in space: PluginKeyspace,
        completion: @escaping @Sendable (Result<Void, PluginStoreError>) -> Void
    ) {
        shelves.withLock { $0.remove(key, in: space) }
        completion(.success(()))
    }

    /// What is held now, keys and bookkeeping included.
    package var byteCount: Int { shelves.withLock { $0.bytes } }
}
