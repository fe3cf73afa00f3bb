import HubCore
import Synchronization
import Testing

@testable import HubPlugins

@Suite struct MemoryKeyValueStoreTests {
    private static let tenant = TenantID("acme")

    private func space() throws -> PluginKeyspace {
        PluginKeyspace(tenant: try #require(Self.tenant), tool: ToolID())
    }

    private func value(_ key: String, _ space: PluginKeyspace, _ store: MemoryKeyValueStore) async throws -> [UInt8]? {
        try await withCheckedContinuation { continuation in
            store.value(of: Array(key.utf8), in: space) { continuation.resume(returning: $0) }
        }.get()
    }

    private func put(
        _ key: String, _ value: [UInt8], _ space: PluginKeyspace, _ store: MemoryKeyValueStore, lasting: Duration? = nil
    ) async throws {
        try await withCheckedContinuation { continuation in
            store.put(value, at: Array(key.utf8), in: space, lasting: lasting) { continuation.resume(returning: $0) }
        }.get()
    }

    @Test func aValueLivesAsLongAsItWasPutFor() async throws {
        let clock = Mutex<UInt64>(0)
        let store = MemoryKeyValueStore(now: { clock.withLock { $0 } })
        let space = try space()
        try await put("short", [1], space, store, lasting: .seconds(2))
        try await put("long", [2], space, store)
        clock.withLock { $0 = 1_999_999_999 }
        #expect(try await value("short", space, store) == [1])
        clock.withLock { $0 = 2_000_000_000 }
        #expect(try await value("short", space, store) == nil)
        #expect(try await value("long", space, store) == [2])
    }

    @Test func aLaterValueReplacesAnEarlierOne() async throws {
        let store = MemoryKeyValueStore()
        let space = try space()
        try await put("key", [1], space, store)
        let before = store.byteCount
        try await put("key", [2], space, store)
        #expect(try await value("key", space, store) == [2])
        #expect(store.byteCount == before)
    }

    @Test func theLongestUnusedGoesFirst() async throws {
        let store = MemoryKeyValueStore(maximumBytes: 350)
        let (first, second) = (try space(), try space())
        try await put("a", [0], first, store)
        try await put("b", [0], first, store)
        try await put("c", [0], second, store)
        _ = try await value("a", first, store)
        try await put("d", [0], second, store)
        #expect(try await value("a", first, store) != nil)
        #expect(try await value("b", first, store) == nil)
        #expect(try await value("d", second, store) != nil)
        #expect(store.byteCount <= 350)
    }

    @Test func aSpaceThatOverfillsLosesItsOwnValues() async throws {
        let store = MemoryKeyValueStore(maximumBytes: 10_000, maximumBytesOfSpace: 400)
        let (mine, other) = (try space(), try space())
        try await put("kept", [9], other, store)
        for number in 0..<50 { try await put("key\(number)", [0], mine, store) }
        #expect(try await value("kept", other, store) == [9])
        #expect(try await value("key49", mine, store) == [0])
        #expect(store.byteCount <= 400 + 200)
    }

    @Test func aValueLargerThanItsSpaceIsRefused() async throws {
        let store = MemoryKeyValueStore(maximumBytesOfSpace: 400)
        let space = try space()
        await #expect(throws: PluginStoreError.full) {
            try await put("key", [UInt8](repeating: 0, count: 400), space, store)
        }
        #expect(store.byteCount == 0)
    }

    @Test func manyUsesOfFewKeysTakeNoMoreMemory() async throws {
        let store = MemoryKeyValueStore(maximumBytes: 300)
        let space = try space()
        for number in 0..<10_000 { try await put("\(number % 5)", [UInt8(number % 256)], space, store) }
        #expect(store.byteCount <= 300)
        #expect(try await value("4", space, store) == [UInt8(9999 % 256)])
    }
}
