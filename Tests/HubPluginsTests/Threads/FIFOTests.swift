import Testing

@testable import HubPlugins

@Suite struct FIFOTests {
    @Test func elementsComeInTheirOrderWhateverTheMixture() {
        var queue = FIFO<Int>()
        var expected: [Int] = []
        var taken: [Int] = []
        for number in 0..<5000 {
            queue.append(number)
            expected.append(number)
            if number % 3 != 0, let first = queue.popFirst() { taken.append(first) }
        }
        #expect(queue.count == expected.count - taken.count)
        while let first = queue.popFirst() { taken.append(first) }
        #expect(taken == expected)
        #expect(queue.isEmpty)
    }

    @Test func removingAllGivesWhatIsLeft() {
        var queue = FIFO<Int>()
        for number in 0..<4 { queue.append(number) }
        _ = queue.popFirst()
        #expect(queue.removeAll() == [1, 2, 3])
        #expect(queue.popFirst() == nil)
    }
}
