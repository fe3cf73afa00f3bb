import Foundation
import HubCore
import Support
import Synchronization
import Testing

@testable import HubServer

@Suite struct PluginRolloutTests {
    private static let old = "com.example.erp 1.0.0 ERP_DEBT"
    private static let new = "com.example.erp 2.0.0 ERP_DEBT"
    private static let newest = "com.example.erp 3.0.0 ERP_DEBT"

    @Test func followsWhatOthersChangedOnce() async throws {
        let house = try PluginDoor()
        let digest = try #require(try house.install(Self.old).first)
        #expect(try await house.rollout.catchUp() == [])
        house.plugins.change { $0.routes = [house.route(digest)] }
        for _ in 0..<3 { #expect(try await house.rollout.catchUp() == []) }
        #expect(house.plugins.kept.followed == [[], [house.route(digest)]])
    }

    @Test func triesAgainWhatItCouldNotFollow() async throws {
        let house = try PluginDoor()
        let digest = try #require(try house.install(Self.old).first)
        house.plugins.change {
            $0.routes = [house.route(digest)]
            $0.broken[digest] = "The file is not on this machine."
        }
        for count in 1...2 {
            let failures = try await house.rollout.catchUp()
            #expect(failures.map(\.reason) == ["The file is not on this machine."])
            #expect(await house.rollout.failures == failures && house.plugins.kept.followed.count == count)
        }
        house.plugins.change { $0.broken = [:] }
        #expect(try await house.rollout.catchUp() == [])
        #expect(await house.rollout.failures == [] && house.plugins.kept.followed.count == 3)
    }

    @Test func aStoreThatIsAwayLeavesThingsAsTheyAre() async throws {
        let house = try PluginDoor()
        house.plugins.change { $0.isAway = true }
        await #expect(throws: ScriptedPlugins.Down.self) { try await house.rollout.catchUp() }
        #expect(house.plugins.kept.followed.isEmpty)
        house.plugins.change { $0.isAway = false }
        #expect(try await house.rollout.catchUp() == [])
    }

    @Test func goesBackFromAReleaseThatGaveUp() async throws {
        let house = try PluginDoor()
        let digests = try house.install(Self.old, Self.new)
        let (old, new) = (digests[0], digests[1])
        house.plugins.change {
            $0.routes = [
                house.route(new, before: old), house.route(old, for: Door.acme),
                house.route(new, before: old, for: Door.Person.rival.tenant),
                PluginRoute(plugin: "com.example.other", tenant: nil, digest: new, previous: old),
            ]
        }
        for _ in 0..<2 { try await house.rollout.abandon(new, of: PluginDoor.erp, reason: "It crashed 3 times.") }
        let change = try #require(house.plugins.kept.changes.first)
        #expect(house.plugins.kept.changes.count == 1 && change.author == .system)
        #expect(change.reason == "automatic: It crashed 3 times.")
        #expect(
            Set(change.routes) == [
                house.route(old, before: old), house.route(old, before: old, for: Door.Person.rival.tenant),
            ])
        #expect(house.plugins.kept.followed.last.map(Set.init) == Set(house.plugins.kept.routes))
        // Nor does it go to and fro between two that both give up.
        try await house.rollout.abandon(old, of: PluginDoor.erp, reason: "It too.")
        #expect(house.plugins.kept.changes.count == 1)
    }

    @Test func aFirstReleaseThatGaveUpStays() async throws {
        let house = try PluginDoor()
        let digest = try #require(try house.install(Self.old).first)
        house.plugins.change { $0.routes = [house.route(digest)] }
        try await house.rollout.abandon(digest, of: PluginDoor.erp, reason: "It crashed 3 times.")
        #expect(house.plugins.kept.changes.isEmpty)
        let other = try PluginDoor(bundled: "com.example.erp 0 ERP_DEBT")
        _ = try other.install(Self.old)
        other.plugins.change { $0.routes = [other.route(digest)] }
        try await other.rollout.abandon(digest, of: PluginDoor.erp, reason: "It crashed 3 times.")
        #expect(other.plugins.kept.routes == [other.route(nil)])
    }

    /// Another worker changes a route while this one makes instances of what it was told.
    @Test func aRouteThatAnotherWorkerChangedMeanwhileStays() async throws {
        let meanwhile = Mutex<(@Sendable () -> Void)?>(nil)
        let house = try PluginDoor(following: { Self.once(meanwhile) })
        let digests = try house.install(Self.old, Self.new, Self.newest)
        house.plugins.change { $0.routes = [house.route(digests[0])] }
        meanwhile.withLock {
            $0 = { house.plugins.change { $0.routes = [house.route(digests[2], before: digests[0])] } }
        }
        let late = try await house.activate(digests[1])
        #expect(late.status == 409 && late.code == "conflict", "\(late.text)")
        #expect(house.plugins.kept.changes.isEmpty)
        #expect(house.plugins.kept.routes == [house.route(digests[2], before: digests[0])])
        #expect(house.plugins.kept.followed.last == house.plugins.kept.routes)
        // Another plugin's, or another tenant's, is no conflict.
        meanwhile.withLock { $0 = { house.plugins.change { $0.routes.append(house.route(nil, for: Door.acme)) } } }
        #expect(try await house.rollBack().status == 200)
    }

    @Test func aReleaseThatGaveUpIsNotPutBeforeANewerOne() async throws {
        let meanwhile = Mutex<(@Sendable () -> Void)?>(nil)
        let house = try PluginDoor(following: { Self.once(meanwhile) })
        let digests = try house.install(Self.old, Self.new, Self.newest)
        let (old, new, newest) = (digests[0], digests[1], digests[2])
        house.plugins.change {
            $0.routes = [house.route(new, before: old, for: Door.acme), house.route(new, before: old)]
        }
        meanwhile.withLock {
            $0 = {
                house.plugins.change { state in
                    state.routes = [house.route(new, before: old, for: Door.acme), house.route(newest, before: new)]
                }
            }
        }
        try await house.rollout.abandon(new, of: PluginDoor.erp, reason: "It crashed 3 times.")
        #expect(
            Set(house.plugins.kept.routes) == [
                house.route(old, before: old, for: Door.acme), house.route(newest, before: new),
            ])
        #expect(house.plugins.kept.followed.last.map(Set.init) == Set(house.plugins.kept.routes))
    }

    private static func once(_ action: borrowing Mutex<(@Sendable () -> Void)?>) {
        action.withLock { action in
            defer { action = nil }
            return action
        }?()
    }
}
