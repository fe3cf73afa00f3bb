import Testing

@testable import HubPlugins

@Suite struct DeadlineHeapTests {
    private func drain(_ heap: DeadlineHeap) -> [UInt64] {
        var heap = heap
        var deadlines: [UInt64] = []
        while let entry = heap.earliest {
            deadlines.append(entry.deadline)
            heap.removeEarliest()
        }
        return deadlines
    }

    @Test func theEarliestComesFirst() {
        var heap = DeadlineHeap()
        var generator = SystemRandomNumberGenerator()
        let deadlines = (0..<500).map { _ in UInt64.random(in: 0..<1000, using: &generator) }
        for (number, deadline) in deadlines.enumerated() {
            heap.insert(.init(deadline: deadline, call: UInt64(number)))
        }
        #expect(drain(heap) == deadlines.sorted())
    }

    @Test func whatIsNotKeptIsGoneAndTheRestInOrder() {
        var heap = DeadlineHeap()
        for number in (UInt64(0)..<100).shuffled() { heap.insert(.init(deadline: number, call: number)) }
        heap.keep { $0.call % 3 == 0 }
        #expect(drain(heap) == Array(stride(from: 0, to: 100, by: 3)))
    }

    @Test func anEmptyHeapHasNoEarliest() {
        var heap = DeadlineHeap()
        heap.removeEarliest()
        #expect(heap.earliest == nil)
        heap.insert(.init(deadline: 1, call: 1))
        heap.removeEarliest()
        #expect(heap.count == 0)
    }
}
