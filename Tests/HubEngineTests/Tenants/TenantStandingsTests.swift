import HubCore
import Synchronization
import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct TenantStandingsTests {
    private struct Broken: Error {}

    private let directory = ScriptedDirectory([World.configuration()])
    private let clock = Clock()

    private func standings() -> TenantStandings {
        TenantStandings(now: { [clock] in clock.now }) { [directory] in directory.tenant($0) }
    }

    private func tenant(version: Int, isEnabled: Bool = true) -> Tenant {
        Tenant(id: World.tenant.id, name: "Meadow", isEnabled: isEnabled, version: version)
    }

    @Test func aTenantIsReadOnceASecond() async throws {
        let standings = standings()
        for _ in 0..<100 { #expect(try await standings.current(World.scope) == World.tenant) }
        #expect(directory.rowReads == 1)
        clock.pass(1)
        _ = try await standings.current(World.scope)
        #expect(directory.rowReads == 1)
        clock.pass(0.001)
        _ = try await standings.current(World.scope)
        #expect(directory.rowReads == 2)
    }

    @Test func whoIsNotThereOrDisabledIsNobody() async throws {
        let standings = standings()
        #expect(try await standings.current(TenantScope(tenant: World.id("nobody"))) == nil)
        directory.set(World.configuration(tenant: tenant(version: 2, isEnabled: false)))
        #expect(try await standings.current(World.scope) == nil)
    }

    @Test func aChangeThatWasHeardOfIsReadAtOnceAndOneUnheardWithinASecond() async throws {
        let standings = standings()
        _ = try await standings.current(World.scope)
        directory.set(World.configuration(tenant: tenant(version: 2)))
        #expect(try await standings.current(World.scope)?.version == 1)
        standings.invalidate(World.scope)
        #expect(standings.held(World.scope) == nil)
        #expect(try await standings.current(World.scope)?.version == 2)
        directory.set(World.configuration(tenant: tenant(version: 3)))
        clock.pass(1.001)
        #expect(try await standings.current(World.scope)?.version == 3)
    }

    @Test func aTurnsReadingKeepsATenantFresh() async throws {
        let standings = standings()
        _ = try await standings.current(World.scope)
        for version in 1...5 {
            clock.pass(0.9)
            standings.confirm(tenant(version: version), asOf: clock.now)
            #expect(try await standings.current(World.scope)?.version == version)
        }
        #expect(directory.rowReads == 1)
    }

    @Test func aReadingThatIsOlderThanWhatIsKnownConfirmsNothing() async throws {
        let standings = standings()
        directory.set(World.configuration(tenant: tenant(version: 4)))
        let before = clock.now
        clock.pass(0.1)
        _ = try await standings.current(World.scope)
        standings.confirm(tenant(version: 4), asOf: before)
        clock.pass(0.5)
        standings.confirm(tenant(version: 3), asOf: clock.now)
        #expect(standings.held(World.scope)?.version == 4)
        clock.pass(0.501)
        _ = try await standings.current(World.scope)
        #expect(directory.rowReads == 2)
        standings.invalidate(nil)
        standings.confirm(tenant(version: 9), asOf: clock.now)
        #expect(standings.held(World.scope) == nil)
    }

    @Test func aReadingThatFailsIsNotKept() async throws {
        let reads = EventLog()
        let standings = TenantStandings { _ in
            reads.add("read")
            throw Broken()
        }
        for _ in 0..<2 { await #expect(throws: Broken.self) { try await standings.current(World.scope) } }
        #expect(reads.events.count == 2)
    }
}
