import HubCore
import Testing

@testable import HubEngine

@Suite(.timeLimit(.minutes(1)))
struct TurnFlowTests {
    private let garden = Caller(
        scope: TenantScope(tenant: World.id("garden")), user: World.user("gnome"), roles: [.user], token: Secret("t"))

    @Test func aTenantWhoseSnapshotIsBeingMadeTakesNoPlaceFromOthers() async throws {
        let hub = Hub(
            model: [ScriptedModel.says("Done"), ScriptedModel.says("Done")],
            defaults: World.defaults { $0.concurrentTurns = 1 })
        hub.directory.set(World.configuration(tenant: Tenant(id: garden.scope.tenant, name: "Garden")))
        let (began, release) = (Latch(), Latch())
        hub.directory.beforeAnswering { number in
            guard number == 1 else { return }
            began.open()
            await release.pass()
        }
        let slow = Task { try await hub.ask("How much?") }
        await began.pass()
        _ = try await hub.ask("How much?", as: garden)
        release.open()
        _ = try await slow.value
    }

    @Test(arguments: [1, 2]) func aSnapshotThatDoesNotComeEndsTheTurnByItsDeadline(read: Int) async throws {
        let hub = Hub(
            model: [ScriptedModel.says("Done")], defaults: World.defaults { $0.turnTime = .milliseconds(50) },
            // Newer than what is held, so that the turn has to read it again.
            version: { 2 })
        hub.directory.beforeAnswering { number in
            guard number == read else { return }
            while !Task.isCancelled { await Task.yield() }
            throw CancellationError()
        }
        await #expect(throws: ChatError.overloaded) { try await hub.ask("How much?") }
        #expect(hub.model.requests.isEmpty)
    }
}
