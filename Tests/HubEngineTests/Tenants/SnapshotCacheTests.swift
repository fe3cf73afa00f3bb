import HubCore
import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct SnapshotCacheTests {
    private func cache(_ directory: ScriptedDirectory, capacity: Int = 8) -> SnapshotCache {
        SnapshotCache(
            directory: directory,
            builder: SnapshotBuilder(defaults: World.defaults(), trainer: ScriptedRouters(), logger: World.quiet),
            capacity: capacity, logger: World.quiet)
    }

    private struct Down: Error {}

    @Test func readsTheRowsOnceAndAgainWhenTheyAreNewer() async throws {
        let directory = ScriptedDirectory([World.configuration(version: 3)])
        let cache = cache(directory)
        _ = try await cache.snapshot(World.scope)
        _ = try await cache.snapshot(World.scope, notOlderThan: 3)
        #expect(directory.reads == 1)
        directory.set(World.configuration(version: 4))
        #expect(try await cache.snapshot(World.scope, notOlderThan: 4).version == 4)
        #expect(directory.reads == 2)
        #expect(cache.held(World.scope)?.version == 4)
    }

    @Test func anUnknownTenantIsAnErrorAndIsAskedForAgain() async throws {
        let directory = ScriptedDirectory()
        let cache = cache(directory)
        await #expect(throws: ChatError.unknownTenant) { try await cache.snapshot(World.scope) }
        directory.set(World.configuration())
        #expect(try await cache.snapshot(World.scope).version == 1)
    }

    @Test func rowsThatCannotBeReadAreAnErrorAndNotKept() async throws {
        let directory = ScriptedDirectory([World.configuration()])
        directory.beforeAnswering { number in if number == 1 { throw Down() } }
        let cache = cache(directory)
        await #expect(throws: ChatError.storage(.configuration)) { try await cache.snapshot(World.scope) }
        #expect(try await cache.snapshot(World.scope).version == 1)
    }

    @Test func invalidationReadsAnew() async throws {
        let directory = ScriptedDirectory([World.configuration()])
        let cache = cache(directory)
        _ = try await cache.snapshot(World.scope)
        cache.invalidate(nil)
        #expect(cache.held(World.scope) == nil)
        _ = try await cache.snapshot(World.scope)
        #expect(directory.reads == 2)
    }

    @Test func ofAHundredTurnsAfterAnInvalidationOneLoads() async throws {
        let directory = ScriptedDirectory([World.configuration()])
        let cache = cache(directory)
        _ = try await cache.snapshot(World.scope)
        let release = Latch()
        directory.beforeAnswering { _ in await release.pass() }
        directory.set(World.configuration(version: 2))
        cache.invalidate(World.scope)
        let asked = EventLog()
        try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    asked.add("asked")
                    return try await cache.snapshot(World.scope, notOlderThan: 2).version
                }
            }
            await until { asked.events.count == 100 && directory.reads == 2 }
            release.open()
            for try await version in group { #expect(version == 2) }
        }
        #expect(directory.reads == 2)
    }
}
