import Testing

@testable import HubPlugins

/// What waits to be sent.
@Suite struct RunnerOutboxTests {
    private func append(_ bytes: [UInt8], to outbox: inout RunnerOutbox) {
        bytes.withUnsafeBytes { outbox.append($0[...]) }
    }

    @Test func whatWasAppendedComesOutInItsOrder() {
        var outbox = RunnerOutbox()
        append([1, 2, 3], to: &outbox)
        outbox.remove(1)
        append([4, 5], to: &outbox)
        #expect(outbox.withWaiting { Array($0) } == [2, 3, 4, 5])
        outbox.remove(3)
        #expect(outbox.withWaiting { Array($0) } == [5])
        #expect(outbox.count == 1 && !outbox.isEmpty)
        outbox.remove(1)
        #expect(outbox.isEmpty && outbox.held == 0)
    }

    /// It is never empty, as with a side that reads as fast as it is written to.
    @Test func whatIsSentDoesNotStay() {
        var outbox = RunnerOutbox()
        append([UInt8](repeating: 0, count: 1000), to: &outbox)
        for number in 0..<10_000 {
            append([UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 100), to: &outbox)
            outbox.remove(100)
            #expect(outbox.count == 1000)
            #expect(outbox.held <= 2200)
        }
        #expect(outbox.withWaiting { $0.first } == UInt8(truncatingIfNeeded: 9990))
    }
}
