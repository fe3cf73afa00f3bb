import HubCore
import Synchronization
import Testing

@testable import HubKnowledge

@Suite struct PlacesTests {
    private final class Tally: Sendable {
        private let counts = Mutex((now: 0, most: 0))

        var most: Int { counts.withLock { $0.most } }

        func enter() {
            counts.withLock { counts in
                counts.now += 1
                counts.most = max(counts.most, counts.now)
            }
        }

        func leave() { counts.withLock { $0.now -= 1 } }
    }

    private let far = Deadline.after(.seconds(120))

    @Test func neverMoreAtOnceThanThereArePlaces() async {
        let places = Places(3)
        let tally = Tally()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    guard await places.take(by: far) == .taken else { return }
                    tally.enter()
                    await Task.yield()
                    tally.leave()
                    places.giveBack()
                }
            }
        }
        #expect((1...3).contains(tally.most))
        for _ in 0..<3 { #expect(await places.take(by: far) == .taken) }
        #expect(await places.take(by: .after(.zero)) == .late)
    }

    @Test func givesUpWhenCancelledAndLosesNoPlace() async {
        let places = Places(1)
        #expect(await places.take(by: far) == .taken)
        let waiting = (0..<20).map { _ in Task { await places.take(by: far) } }
        for task in waiting { task.cancel() }
        for task in waiting { #expect(await task.value == .cancelled) }
        places.giveBack()
        #expect(await places.take(by: far) == .taken)
    }
}
