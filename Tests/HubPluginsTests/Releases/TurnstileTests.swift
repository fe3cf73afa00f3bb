import Testing

@testable import HubPlugins

@Suite struct TurnstileTests {
    @Test func oneIsInsideAtATimeAndEveryoneComesThrough() async {
        let turnstile = Turnstile()
        let inside = Kept(0)
        let passed = Kept(0)
        await withTaskGroup { group in
            for _ in 0..<200 {
                group.addTask {
                    await turnstile.run {
                        inside.change { $0 += 1 }
                        #expect(inside.value == 1)
                        await Task.yield()
                        inside.change { $0 -= 1 }
                        passed.change { $0 += 1 }
                    }
                }
            }
        }
        #expect(passed.value == 200)
    }
}
