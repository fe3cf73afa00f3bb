import HubCore
import Support
import Testing

@testable import HubEngine

struct FairQueueStateMachineTests {
    private typealias Machine = FairQueueStateMachine<String>

    private static func scope(_ name: String) -> TenantScope { TenantScope(tenant: World.id(name)) }
    private let noisy = scope("noisy")
    private let quiet = scope("quiet")
    private let third = scope("third")

    private func machine(running: Int, perTenant: Int = 100, waiting: Int = 100, waitingPerTenant: Int = 100)
        -> Machine
    {
        Machine(
            limits: .init(
                running: running, runningPerTenant: perTenant, waiting: waiting, waitingPerTenant: waitingPerTenant))
    }

    private func word(_ entrance: Machine.Entrance) -> String {
        switch entrance {
        case .admitted: "admitted"
        case .waits: "waits"
        case .refused: "refused"
        }
    }

    private func enter(_ machine: inout Machine, _ scope: TenantScope, _ name: String = "") -> String {
        word(machine.enter(scope) { name })
    }

    @Test func aTenantsTurnsBeginInTheOrderOfTheirComing() {
        var machine = machine(running: 1)
        #expect(enter(&machine, noisy) == "admitted")
        for name in ["a", "b", "c"] { #expect(enter(&machine, noisy, name) == "waits") }
        #expect((0..<3).map { _ in machine.leave(noisy)?.waiter } == ["a", "b", "c"])
        #expect(machine.leave(noisy)?.waiter == nil)
        #expect(machine.running == 0)
    }

    @Test func tenantsAreServedInTurnHoweverManyOneHas() {
        var machine = machine(running: 1)
        _ = enter(&machine, noisy)
        for number in 0..<20 { _ = enter(&machine, noisy, "n\(number)") }
        _ = enter(&machine, quiet, "q0")
        _ = enter(&machine, quiet, "q1")
        _ = enter(&machine, third, "t0")
        var order: [String] = []
        var leaving = noisy
        while let next = machine.leave(leaving), order.count < 7 {
            order.append(next.waiter)
            leaving = next.scope
        }
        #expect(order == ["n0", "q0", "t0", "n1", "q1", "n2", "n3"])
    }

    @Test func whenOthersHaveTakenAllPlacesATenantHasItsFirstOnes() {
        var machine = Machine(
            limits: .init(running: 1, runningPerTenant: 1, waiting: 3, waitingPerTenant: 100, firstPlaces: 2))
        #expect(enter(&machine, noisy) == "admitted")
        #expect((0..<4).map { enter(&machine, noisy, "n\($0)") } == ["waits", "waits", "waits", "refused"])
        #expect((0..<3).map { enter(&machine, quiet, "q\($0)") } == ["waits", "waits", "refused"])
        var order: [String] = []
        var leaving = noisy
        while let next = machine.leave(leaving) {
            order.append(next.waiter)
            leaving = next.scope
        }
        #expect(order.prefix(2).contains("q0"))
        #expect(order.count == 5)
    }

    @Test func whereTwoFloodAThirdBeginsAtOnce() {
        var machine = Machine(
            limits: .init(running: 8, runningPerTenant: 4, waiting: 100, waitingPerTenant: 100, kept: 2, modest: 1))
        for _ in 0..<3 {
            #expect(enter(&machine, noisy) == "admitted")
            #expect(enter(&machine, quiet) == "admitted")
        }
        #expect(enter(&machine, noisy, "n") == "waits")
        #expect(enter(&machine, third) == "admitted")
        #expect(enter(&machine, third, "t") == "waits")
        // What is kept stays kept when a modest one ends, and is given away by nobody's end but a flood's.
        #expect(machine.leave(third)?.waiter == "t")
        #expect(machine.leave(third)?.waiter == nil)
        #expect(machine.leave(quiet)?.waiter == "n")
        #expect(machine.running == 6)
    }

    @Test func aTenantAtItsOwnLimitLeavesRoomForOthers() {
        var machine = machine(running: 4, perTenant: 2)
        #expect(enter(&machine, noisy) == "admitted")
        #expect(enter(&machine, noisy) == "admitted")
        #expect(enter(&machine, noisy, "n") == "waits")
        #expect(enter(&machine, quiet) == "admitted")
        #expect(machine.leave(quiet) == nil)
        #expect(machine.leave(noisy)?.waiter == "n")
        #expect(machine.running == 2)
    }

    @Test func nobodyOvertakesHisOwnTenantsQueue() {
        var machine = machine(running: 2, perTenant: 1)
        _ = enter(&machine, noisy)
        _ = enter(&machine, noisy, "first")
        #expect(enter(&machine, noisy, "second") == "waits")
        #expect(machine.leave(noisy)?.waiter == "first")
    }

    @Test func queuesAreBoundedForATenantAndForAll() {
        var machine = machine(running: 1, waiting: 3, waitingPerTenant: 2)
        _ = enter(&machine, noisy)
        #expect(enter(&machine, noisy, "1") == "waits")
        #expect(enter(&machine, noisy, "2") == "waits")
        #expect(enter(&machine, noisy, "3") == "refused")
        #expect(enter(&machine, quiet, "4") == "waits")
        #expect(enter(&machine, third, "5") == "refused")
        #expect(machine.waiting == 3)
    }

    @Test func whoGoesAwayIsNotServed() {
        var machine = machine(running: 1)
        _ = enter(&machine, noisy)
        _ = enter(&machine, quiet, "gone")
        _ = enter(&machine, third, "next")
        #expect(machine.abandon(quiet) { $0 == "gone" })
        #expect(!machine.abandon(quiet) { $0 == "gone" })
        #expect(machine.leave(noisy)?.waiter == "next")
        #expect(machine.waiting == 0)
    }

    /// Whatever comes and goes, the limits hold, nobody is forgotten while there is room, and nothing is left behind.
    @Test func holdsItsPromisesUnderRandomEvents() {
        var generator = SeededNumbers(seed: 7)
        let scopes = (0..<5).map { Self.scope("t\($0)") }
        var machine = Machine(limits: .init(running: 6, runningPerTenant: 3, waiting: 20, waitingPerTenant: 8))
        var running: [TenantScope: Int] = [:]
        var waiting: [TenantScope: [String]] = [:]
        for step in 0..<20_000 {
            let scope = scopes[Int.random(in: 0..<scopes.count, using: &generator)]
            switch Int.random(in: 0..<5, using: &generator) {
            case 0, 1:
                switch machine.enter(scope, makeWaiter: { "\(step)" }) {
                case .admitted: running[scope, default: 0] += 1
                case .waits(let name): waiting[scope, default: []].append(name)
                case .refused:
                    #expect((waiting[scope]?.count ?? 0) == 8 || waiting.values.map(\.count).reduce(0, +) == 20)
                }
            case 2, 3:
                guard running[scope, default: 0] > 0 else { continue }
                running[scope, default: 0] -= 1
                if let next = machine.leave(scope) {
                    #expect(waiting[next.scope]?.first == next.waiter)
                    waiting[next.scope]?.removeFirst()
                    running[next.scope, default: 0] += 1
                }
            case _:
                guard let name = waiting[scope]?.last else { continue }
                #expect(machine.abandon(scope) { $0 == name })
                waiting[scope]?.removeLast()
            }
            let total = running.values.reduce(0, +)
            #expect(machine.running == total && total <= 6)
            #expect(machine.waiting == waiting.values.map(\.count).reduce(0, +))
            #expect(running.values.allSatisfy { $0 <= 3 })
            let hasIdleRoom =
                total < 6 && scopes.contains { !(waiting[$0] ?? []).isEmpty && running[$0, default: 0] < 3 }
            #expect(!hasIdleRoom)
        }
    }
}
