import HubCore
import Testing

@testable import HubPlugins

@Suite(.serialized) struct RepeatGateTests {
    @Test func oneOfAPluginIsInsideAtATimeAndEveryoneComesThrough() async {
        let gate = RepeatGate()
        let inside = Kept(0)
        let passed = Kept(0)
        await withTaskGroup { group in
            for _ in 0..<200 {
                group.addTask {
                    let answer = await gate.run(for: "a", by: .after(.seconds(60))) {
                        inside.change { $0 += 1 }
                        #expect(inside.value == 1)
                        await Task.yield()
                        inside.change { $0 -= 1 }
                        return true
                    }
                    if answer == true { passed.change { $0 += 1 } }
                }
            }
        }
        #expect(passed.value == 200)
    }

    @Test func anotherPluginsDoNotWait() async {
        let gate = RepeatGate()
        let answer = await gate.run(for: "a", by: .after(.seconds(60))) {
            await gate.run(for: "b", by: .after(.seconds(60))) { true }
        }
        #expect(answer == true)
    }

    @Test func whoseTimeIsOverLeavesAndTheNextComes() async {
        let gate = RepeatGate()
        await gate.run(for: "a", by: .after(.seconds(60))) {
            #expect(await gate.run(for: "a", by: .after(.milliseconds(1))) { true } == nil)
            let waits = Task { await gate.run(for: "a", by: .after(.seconds(60))) { true } }
            while gate.waiting(for: "a") == 0 { await Task.yield() }
            waits.cancel()
            #expect(await waits.value == nil)
            #expect(gate.waiting(for: "a") == 0)
        }
        #expect(await gate.run(for: "a", by: .after(.seconds(60))) { true } == true)
    }
}
