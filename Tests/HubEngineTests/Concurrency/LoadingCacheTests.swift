import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct LoadingCacheTests {
    private struct Broken: Error {}

    @Test func concurrentMissesShareOneLoad() async throws {
        let cache = LoadingCache<String, Int>(capacity: 4)
        let loads = EventLog()
        let started = Latch()
        let release = Latch()
        let first = Task {
            try await cache.value(for: "a") { _ in
                loads.add("load")
                started.open()
                await release.pass()
                return 1
            }
        }
        await started.pass()
        let others = (0..<10).map { _ in
            Task {
                try await cache.value(for: "a") { _ in
                    loads.add("load")
                    return 2
                }
            }
        }
        await until { cache.waiting("a") == 10 }
        release.open()
        #expect(try await first.value == 1)
        for other in others { #expect(try await other.value == 1) }
        #expect(loads.events.count == 1)
    }

    @Test func failuresReachAllWhoWaitAndAreNotKept() async throws {
        let cache = LoadingCache<String, Int>(capacity: 4)
        await #expect(throws: Broken.self) { try await cache.value(for: "a") { _ in throw Broken() } }
        #expect(cache.count == 0)
        #expect(try await cache.value(for: "a") { _ in 3 } == 3)
    }

    @Test func aWaiterTakesOverFromACancelledLoad() async throws {
        let cache = LoadingCache<String, Int>(capacity: 4)
        let started = Latch()
        let ended = Ticket<Int>()
        let leader = Task {
            try await cache.value(for: "a") { _ in
                started.open()
                guard let value = await ended.signal() else { throw CancellationError() }
                return value
            }
        }
        await started.pass()
        async let follower = cache.value(for: "a") { _ in 5 }
        await until { cache.waiting("a") == 1 }
        leader.cancel()
        await #expect(throws: CancellationError.self) { try await leader.value }
        #expect(try await follower == 5)
    }

    @Test func aCancelledWaiterLeavesTheLoadAlone() async throws {
        let cache = LoadingCache<String, Int>(capacity: 4)
        let started = Latch()
        let release = Latch()
        let leader = Task {
            try await cache.value(for: "a") { _ in
                started.open()
                await release.pass()
                return 1
            }
        }
        await started.pass()
        let waiter = Task { try await cache.value(for: "a") { _ in 2 } }
        await until { cache.waiting("a") == 1 }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        release.open()
        #expect(try await leader.value == 1)
    }

    @Test func loadsAnewWhatIsNotAcceptableAndHandsOverThePreviousValue() async throws {
        let cache = LoadingCache<String, Int>(capacity: 4)
        #expect(try await cache.value(for: "a") { _ in 1 } == 1)
        #expect(try await cache.value(for: "a", where: { $0 >= 1 }) { _ in 9 } == 1)
        #expect(try await cache.value(for: "a", where: { $0 >= 2 }) { ($0 ?? 0) + 1 } == 2)
        #expect(cache.held("a") == 2)
    }

    @Test func returnsTheNewestThereIsEvenWhenItIsNotAcceptable() async throws {
        let cache = LoadingCache<String, Int>(capacity: 4)
        #expect(try await cache.value(for: "a", where: { $0 >= 5 }) { _ in 1 } == 1)
    }

    /// One asks for 5 while a load for anything, which began before, yields 1, and another one, which began after, 2.
    @Test func whoWantsANewerValueDoesNotTakeThatOfALoadForAnOlderOne() async throws {
        let cache = LoadingCache<String, Int>(capacity: 4)
        let (first, second) = (Latch(), Latch())
        let begun = EventLog()
        let early = Task {
            try await cache.value(for: "a") { _ in
                begun.add("first")
                await first.pass()
                return 1
            }
        }
        await until { begun.events == ["first"] }
        let wanting = Task {
            try await cache.value(for: "a", floor: 5, where: { $0 >= 5 }) { _ in
                begun.add("wanted")
                return 5
            }
        }
        await until { cache.waiting("a") == 1 }
        // Nobody's value is kept now, so the next who asks begins a load of its own.
        cache.invalidate("a")
        let late = Task {
            try await cache.value(for: "a", floor: 2, where: { $0 >= 2 }) { _ in
                begun.add("second")
                await second.pass()
                return 2
            }
        }
        await until { begun.events == ["first", "second"] }
        first.open()
        #expect(try await early.value == 1)
        #expect(try await wanting.value == 5)
        second.open()
        #expect(try await late.value == 2)
        #expect(begun.events == ["first", "second", "wanted"])
        #expect(cache.held("a") == 5)
    }

    @Test func updatesWhatIsHeldAndNothingElse() async throws {
        let cache = LoadingCache<String, Int>(capacity: 4)
        cache.update("a") { $0 + 1 }
        #expect(cache.held("a") == nil)
        _ = try await cache.value(for: "a") { _ in 1 }
        cache.update("a") { $0 + 1 }
        #expect(cache.held("a") == 2)
        cache.invalidate("a")
        cache.update("a") { $0 + 1 }
        #expect(try await cache.value(for: "a") { $0 ?? 0 } == 2)
    }

    @Test func invalidationForgetsAValueButLendsItToTheNextLoad() async throws {
        let cache = LoadingCache<String, Int>(capacity: 4)
        _ = try await cache.value(for: "a") { _ in 1 }
        _ = try await cache.value(for: "b") { _ in 10 }
        cache.invalidate("a")
        #expect(cache.held("a") == nil)
        #expect(cache.held("b") == 10)
        #expect(try await cache.value(for: "a") { ($0 ?? 100) + 1 } == 2)
        cache.invalidate(nil)
        #expect(cache.held("a") == nil)
        #expect(cache.held("b") == nil)
    }

    @Test func aLoadUnderWayAtAnInvalidationIsNotKept() async throws {
        let cache = LoadingCache<String, Int>(capacity: 4)
        let started = Latch()
        let release = Latch()
        let early = Task {
            try await cache.value(for: "a") { _ in
                started.open()
                await release.pass()
                return 1
            }
        }
        await started.pass()
        cache.invalidate("a")
        #expect(try await cache.value(for: "a") { _ in 2 } == 2)
        release.open()
        #expect(try await early.value == 1)
        #expect(cache.held("a") == 2)
    }

    @Test func forgetsTheLongestUnusedBeyondItsCapacity() async throws {
        let cache = LoadingCache<String, Int>(capacity: 2)
        for key in ["a", "b"] { _ = try await cache.value(for: key) { _ in 1 } }
        #expect(cache.held("a") == 1)
        _ = try await cache.value(for: "c") { _ in 1 }
        #expect(cache.count == 2)
        #expect(cache.held("b") == nil)
        #expect(cache.held("a") == 1)
    }
}
